namespace Gleaner.Students.Tests.Learning;

/// <summary>Reports at once, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Inline(Action<LearningProgress> report) : IProgress<LearningProgress>
{
    public void Report(LearningProgress value) => report(value);
}
