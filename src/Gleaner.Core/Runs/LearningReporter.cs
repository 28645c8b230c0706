using Gleaner.Students;

namespace Gleaner.Runs;

/// <summary>Passes a student's progress on to the observer, at once and in order (unlike <see cref="Progress{T}"/>).</summary>
internal sealed class LearningReporter(RunContext context, RunStage stage) : IProgress<LearningProgress>
{
    public void Report(LearningProgress value) =>
        context.Observer.StageProgressed(stage, new StageProgress(value.Step, value.Steps) { Loss = value.Loss });
}
