using Gleaner.Runs;

namespace Gleaner.Tests.Toy;

/// <summary>Remembers what it was told.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    public Action<RunStage, StageProgress>? Progressed { get; init; }

    public List<RunStage> Started { get; } = [];

    public List<StageResult> Finished { get; } = [];

    public void StageStarted(RunStage stage) => Started.Add(stage);

    public void StageProgressed(RunStage stage, StageProgress progress) => Progressed?.Invoke(stage, progress);

    public void StageFinished(RunStage stage, StageResult result) => Finished.Add(result);
}
