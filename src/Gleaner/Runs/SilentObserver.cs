namespace Gleaner.Runs;

/// <summary>Ignores everything.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public static SilentObserver Instance { get; } = new();

    public void StageStarted(RunStage stage)
    {
    }

    public void StageProgressed(RunStage stage, StageProgress progress)
    {
    }

    public void StageFinished(RunStage stage, StageResult result)
    {
    }
}
