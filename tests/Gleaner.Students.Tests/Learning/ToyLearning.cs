using Gleaner.Selection;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Learning;

/// <summary>Tests in which a student learns from demonstrations in the toy shop, with a folder that goes away with the test.</summary>
public abstract class ToyLearning : IDisposable
{
    protected static readonly WeightedTrajectory[] Examples = [.. ToyShop.Tasks.Select(task => ToyShop.Example(ToyShop.Demonstrate(task)))];

    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

/// <summary>Reports at once, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Inline(Action<LearningProgress> report) : IProgress<LearningProgress>
{
    public void Report(LearningProgress value) => report(value);
}
