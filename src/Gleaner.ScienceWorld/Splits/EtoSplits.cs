using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>
/// ETO's splits, read from the files of its repository (<c>eval_agent/data/sciworld</c>): pairs of a kind's old name and a
/// variation. 54 of its 194 pairs for development are also in its training list; they are left out here, so that no number for
/// development is measured on what was trained on. A quarter of its training list is of the official development split, so mix its
/// lists with the official ones only after a check.
/// </summary>
public sealed class EtoSplits
{
    private EtoSplits(ImmutableArray<TaskVariation> train, ImmutableArray<TaskVariation> publishedDev, ImmutableArray<TaskVariation> test)
    {
        Train = train;
        Test = test;
        var trained = train.ToHashSet();
        Dev = [.. publishedDev.Where(task => !trained.Contains(task))];
        DevAlsoInTrain = [.. publishedDev.Where(trained.Contains)];
    }

    /// <summary>1,483 tasks.</summary>
    public ImmutableArray<TaskVariation> Train { get; }

    /// <summary>ETO's "seen" tasks that are not in its training list: 140.</summary>
    public ImmutableArray<TaskVariation> Dev { get; }

    /// <summary>The 54 tasks that ETO publishes for development as well as for training, and that <see cref="Dev"/> leaves out.</summary>
    public ImmutableArray<TaskVariation> DevAlsoInTrain { get; }

    /// <summary>ETO's "unseen" tasks: 211, at most 10 of a kind.</summary>
    public ImmutableArray<TaskVariation> Test { get; }

    /// <summary>Reads the three files of a folder: <c>train_indices.json</c>, <c>dev_indices.json</c>, <c>test_indices.json</c>.</summary>
    /// <exception cref="GleanerException">
    /// A file is missing or damaged, a pair is not a task, is listed twice, or is in the test list as well as in another.
    /// </exception>
    public static EtoSplits Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var splits = new EtoSplits(ReadList(folder, "train"), ReadList(folder, "dev"), ReadList(folder, "test"));
        var elsewhere = splits.Train.Concat(splits.Dev).ToHashSet();
        var shared = splits.Test.Where(elsewhere.Contains).ToList();
        return shared.Count == 0 ? splits : throw new GleanerException(
            $"{folder}: {shared.Count} test tasks are also training or development tasks, for example {shared[0]}: these are not ETO's lists.");
    }

    private static ImmutableArray<TaskVariation> ReadList(string folder, string name)
    {
        var path = Path.Combine(folder, $"{name}_indices.json");
        var seen = new HashSet<TaskVariation>();
        return SplitJson.ReadArray(path, "pair [\"task-1-boil\", 21]", entry =>
        {
            var task = ReadPair(entry);
            return seen.Add(task) ? task : throw new GleanerException($"{task} is listed twice.");
        });
    }

    private static TaskVariation ReadPair(JsonElement pair) => pair.GetArrayLength() == 2
        ? new TaskVariation(TaskTypes.Get(pair[0].GetText() ?? ""), pair[1].GetInt32())
        : throw new FormatException();
}
