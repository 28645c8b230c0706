using System.Collections.Immutable;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>
/// The official splits by their rule: of the n variations of a kind, with g = ⌊n/4⌋, the first 2g are for training, the next g for
/// development and the rest for tests.
/// </summary>
public static class OfficialSplits
{
    /// <summary>All tasks of a split, kinds in the order of their ids, variations in order.</summary>
    public static ImmutableArray<TaskVariation> All(OfficialSplit split) =>
        [.. TaskTypes.All.SelectMany(type => Variations(type, split).Select(number => new TaskVariation(type, number)))];

    /// <summary>The split that a task is in.</summary>
    public static OfficialSplit Of(TaskVariation task)
    {
        var group = task.Type.Variations / 4;
        return task.Number < 2 * group ? OfficialSplit.Train
            : task.Number < 3 * group ? OfficialSplit.Dev
            : OfficialSplit.Test;
    }

    private static IEnumerable<int> Variations(TaskType type, OfficialSplit split)
    {
        var group = type.Variations / 4;
        return split switch
        {
            OfficialSplit.Train => Enumerable.Range(0, 2 * group),
            OfficialSplit.Dev => Enumerable.Range(2 * group, group),
            _ => Enumerable.Range(3 * group, type.Variations - (3 * group)),
        };
    }
}

/// <summary>The simulator's own division of the variations of each kind of task.</summary>
public enum OfficialSplit
{
    /// <summary>The first half.</summary>
    Train,

    /// <summary>The next quarter.</summary>
    Dev,

    /// <summary>The rest.</summary>
    Test,
}
