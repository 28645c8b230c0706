namespace Gleaner.Tasks;

/// <summary>Checks on several splits.</summary>
public static class Splits
{
    /// <summary>Makes sure that no task is in two of the splits.</summary>
    /// <exception cref="GleanerException">Some are; the message names splits and tasks.</exception>
    public static void AssertDisjoint(params ReadOnlySpan<TaskSplit> splits) =>
        AssertDisjoint(task => task.Value, "task", splits);

    /// <summary>Makes sure that no group of tasks, for example all tasks on one product, is in two of the splits.</summary>
    /// <param name="groupOf">The group of a task.</param>
    /// <param name="groupName">What a group is, for the message: <c>product</c>.</param>
    /// <param name="splits">The splits.</param>
    /// <exception cref="GleanerException">Some are; the message names splits and groups.</exception>
    public static void AssertDisjoint(Func<TaskId, string> groupOf, string groupName, params ReadOnlySpan<TaskSplit> splits)
    {
        var ownerOf = new Dictionary<string, TaskSplit>();
        foreach (var split in splits)
        {
            foreach (var group in split.Tasks.Select(groupOf).Distinct().ToList())
            {
                if (!ownerOf.TryAdd(group, split))
                {
                    throw Overlap(ownerOf[group], split, groupOf, groupName);
                }
            }
        }
    }

    private static GleanerException Overlap(TaskSplit first, TaskSplit second, Func<TaskId, string> groupOf, string groupName)
    {
        var shared = first.Tasks.Select(groupOf).Intersect(second.Tasks.Select(groupOf)).ToList();
        var named = string.Join(", ", shared.Take(3)) + (shared.Count > 3 ? ", …" : "");
        return new GleanerException(
            $"Splits '{first.Name}' and '{second.Name}' overlap: they share {shared.Count} {groupName}{(shared.Count == 1 ? "" : "s")} ({named}).");
    }
}
