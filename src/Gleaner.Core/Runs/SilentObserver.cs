namespace Gleaner.Runs;

/// <summary>Ignores everything.</summary>
public sealed class SilentObserver : IRunObserver
{
    /// <summary>The one instance: it has no state.</summary>
    public static SilentObserver Instance { get; } = new();

    /// <inheritdoc/>
    public void StageStarted(RunStage stage)
    {
    }

    /// <inheritdoc/>
    public void StageProgressed(RunStage stage, StageProgress progress)
    {
    }

    /// <inheritdoc/>
    public void StageFinished(RunStage stage, StageResult result)
    {
    }
}
