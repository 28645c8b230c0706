using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>Passes everything on to an observer, and what matters to most programs to a progress.</summary>
internal sealed class ProgressObserver(IRunObserver observer, IProgress<RunProgress> progress) : IRunObserver
{
    public void StageStarted(RunStage stage)
    {
        observer.StageStarted(stage);
        progress.Report(new RunProgress(stage, default, IsFinished: false));
    }

    public void StageProgressed(RunStage stage, StageProgress soFar)
    {
        observer.StageProgressed(stage, soFar);
        progress.Report(new RunProgress(stage, soFar, IsFinished: false));
    }

    public void StageFinished(RunStage stage, StageResult result)
    {
        observer.StageFinished(stage, result);
        progress.Report(new RunProgress(stage, result.Last, IsFinished: true));
    }
}
