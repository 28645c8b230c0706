using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Reading;

namespace Gleaner.CommandLine.Configuration;

/// <summary>Tasks by number in one of the environment's lists.</summary>
/// <param name="From">The list.</param>
/// <param name="First">The first task.</param>
/// <param name="Count">How many.</param>
internal sealed record TaskRange(string From, int First, int Count)
{
    /// <summary>Parts of task ids; a task of the list counts only if it has one of them. Empty for all tasks.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>Most tasks of a type, in the order of the list; 0 for no limit.</summary>
    public int PerType { get; init; }

    /// <summary>The number after the last task's.</summary>
    public long End => (long)First + Count;

    /// <summary>Whether both ranges surely have a task in common.</summary>
    public bool Overlaps(TaskRange other) =>
        From == other.From && PerType == other.PerType && Only.SequenceEqual(other.Only)
        && Count > 0 && other.Count > 0 && First < other.End && other.First < End;

    /// <inheritdoc/>
    public bool Equals(TaskRange? other) => other is not null
        && (From, First, Count, PerType) == (other.From, other.First, other.Count, other.PerType) && Only.SequenceEqual(other.Only);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(From, First, Count, PerType, Only.Length);

    internal static TaskRange Read(SectionReader reader, TaskRange defaults, int minimum) => new(
        reader.Value("from", ValueKind.Text, defaults.From, "The environment's list of tasks that the split is taken from."),
        reader.Value("first", ValueKind.Integer(0), $"{defaults.First}", "Number of the split's first task, among those that `only` and `per_type` leave."),
        reader.Value("count", ValueKind.Integer(minimum), $"{defaults.Count}", "Number of tasks in the split."))
    {
        Only = reader.Values("only", ValueKind.Text, "", "Take only tasks whose id has one of these between its slashes, such as a type of task; an empty list takes all."),
        PerType = reader.Value("per_type", ValueKind.Integer(0), $"{defaults.PerType}", "Most tasks of one type (ids that differ in their last part only), the first of the list; 0 for no limit."),
    };
}
