using Gleaner.Experiments.Configuration;
using Gleaner.Tasks;

namespace Gleaner.Experiments;

/// <summary>Takes tasks from a world's lists as the configuration says.</summary>
internal static class TaskSelection
{
    /// <summary>A list of the world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="split">The split that is asked for, for messages.</param>
    /// <param name="list">The list's name.</param>
    /// <exception cref="GleanerException">The world has no such list.</exception>
    public static IReadOnlyList<TaskId> Named(World world, string split, string list)
    {
        if (!world.TaskLists.Contains(list))
        {
            var nearest = NearestName.Of(list, world.TaskLists);
            throw new GleanerException(
                $"tasks.{split}.from names the list '{list}', which {world.Environment.Name} does not have"
                + (nearest is null ? $"; it has {string.Join(", ", world.TaskLists)}." : $"; did you mean '{nearest}'?"));
        }

        return world.TasksOf(list);
    }

    /// <summary>A range of a list.</summary>
    /// <exception cref="GleanerException">The list is not there or too short.</exception>
    public static IReadOnlyList<TaskId> Range(World world, string split, TaskRange range)
    {
        var tasks = Named(world, split, range.From);
        var all = tasks.Count;
        if (range.Only.Length > 0)
        {
            var only = range.Only.ToHashSet(StringComparer.Ordinal);
            tasks = [.. tasks.Where(task => task.Value.Split('/').Any(only.Contains))];
        }

        if (range.PerType > 0)
        {
            tasks = [.. tasks.GroupBy(TypeOf).SelectMany(type => type.Take(range.PerType))];
        }

        return range.End <= tasks.Count
            ? [.. tasks.Skip(range.First).Take(range.Count)]
            : throw new GleanerException(
                $"tasks.{split} asks for the numbers {range.First} to {range.End - 1} of '{range.From}', but "
                + (tasks.Count == all ? $"it has {all}" : $"{Narrowing(range)} {tasks.Count} of its {all}")
                + $" (0 to {tasks.Count - 1}): set tasks.{split}.first and tasks.{split}.count.");
    }

    private static string Narrowing(TaskRange range) => (range.Only.Length > 0, range.PerType > 0) switch
    {
        (true, true) => $"'only' and 'per_type: {range.PerType}' leave",
        (true, false) => "'only' leaves",
        _ => $"'per_type: {range.PerType}' leaves",
    };

    private static string TypeOf(TaskId task) => task.Value[..Math.Max(0, task.Value.LastIndexOf('/'))];
}
