using System.Collections.Immutable;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>
/// What the number in an AgentGym id means. Both are flat lists of variations in the order of the kinds' ids with some kinds left
/// out; they part after 2-2, and the same number then is another task. The file does not say which list it was made with.
/// </summary>
public sealed class AgentGymNumbering
{
    private readonly ImmutableArray<TaskVariation> _tasks;

    private AgentGymNumbering(string name, Func<TaskType, bool> isLeftOut)
    {
        Name = name;
        _tasks = [.. TaskTypes.All.Where(type => !isLeftOut(type)).SelectMany(type => Enumerable.Range(0, type.Variations).Select(number => new TaskVariation(type, number)))];
    }

    /// <summary>
    /// 4,339 tasks: without 2-3, 5-1, 5-2, 9-* and 10-*. AgentTraj-L and AgentEval's 200 test ids were made with it, although the
    /// published server no longer counts so.
    /// </summary>
    public static AgentGymNumbering Games4339 { get; } = new("4339", type => IsLeftOutByServer(type) || type.Id == "2-3");

    /// <summary>4,639 tasks: without 5-1, 5-2, 9-* and 10-*. The published server's, and that of AgentGym-RL's 2,120 training ids.</summary>
    public static AgentGymNumbering Games4639 { get; } = new("4639", IsLeftOutByServer);

    /// <summary><c>4339</c> or <c>4639</c>, after the number of its tasks.</summary>
    public string Name { get; }

    /// <summary>How many tasks it numbers, from 0.</summary>
    public int Count => _tasks.Length;

    /// <summary>The task of a number.</summary>
    /// <exception cref="GleanerException">The list is shorter.</exception>
    public TaskVariation this[int number] => number >= 0 && number < _tasks.Length
        ? _tasks[number]
        : throw new GleanerException($"AgentGym's list of {Count} tasks has no number {number}.");

    /// <summary>The number of a task, or null if the list leaves it out.</summary>
    public int? NumberOf(TaskVariation task)
    {
        var number = _tasks.IndexOf(task);
        return number < 0 ? null : number;
    }

    /// <summary>Finds a numbering by its name.</summary>
    /// <exception cref="GleanerException">There is no such numbering.</exception>
    public static AgentGymNumbering Get(string name) => name switch
    {
        "4339" => Games4339,
        "4639" => Games4639,
        _ => throw new GleanerException($"'{name}' is not one of AgentGym's numberings: use 4339 (AgentTraj-L, AgentEval) or 4639 (the server, AgentGym-RL)."),
    };

    /// <inheritdoc/>
    public override string ToString() => $"the list of {Count} tasks";

    private static bool IsLeftOutByServer(TaskType type) =>
        type.Id.StartsWith("5-", StringComparison.Ordinal) || type.Id.StartsWith("9-", StringComparison.Ordinal) || type.Id.StartsWith("10-", StringComparison.Ordinal);
}

/// <summary>A file of AgentGym ids together with what its numbers mean, which the file itself does not say.</summary>
/// <param name="Path">The file.</param>
/// <param name="Numbering">What its numbers mean.</param>
public sealed record AgentGymList(string Path, AgentGymNumbering Numbering)
{
    /// <summary>Reads the tasks.</summary>
    /// <exception cref="GleanerException">The list cannot be read, or its tasks are not of the expected split.</exception>
    public ImmutableArray<TaskVariation> Read(OfficialSplit expected) => AgentGymIds.Read(Path, Numbering, expected);
}
