using System.Collections.Immutable;
using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>Tasks by number in one of the environment's lists.</summary>
/// <param name="From">The list.</param>
/// <param name="First">The first task.</param>
/// <param name="Count">How many.</param>
public sealed record TaskRange(string From, int First, int Count)
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

    /// <param name="reader">The section.</param>
    /// <param name="defaults">What holds where keys are left out; null where list and number must be named.</param>
    /// <param name="minimum">The least number of tasks.</param>
    internal static TaskRange Read(SectionReader reader, TaskRange? defaults, int minimum)
    {
        // What an environment takes of its own default list says nothing about another, and a list that is named is narrowed by what is written alone.
        var isNamed = reader.IsGiven("from");
        var from = reader.Value("from", ValueKind.Text, defaults?.From, "The environment's list of tasks that the split is taken from.");
        var own = isNamed && from != defaults?.From ? null : defaults;
        return new TaskRange(
            from,
            reader.Value("first", ValueKind.Integer(0), $"{own?.First ?? 0}", "Number of the split's first task, among those that `only` and `per_type` leave."),
            reader.Value("count", ValueKind.Integer(minimum), own is null ? null : $"{own.Count}", CountMeaning(defaults)))
        {
            Only = reader.Values("only", ValueKind.Text, "", "Take only tasks whose id has one of these between its slashes, such as a task type; an empty list takes all."),
            PerType = reader.Value(
                "per_type",
                ValueKind.Integer(0),
                $"{(isNamed ? 0 : own?.PerType ?? 0)}",
                "The most tasks of one type (ids that differ only in their last part), the first of the list; 0 for no limit. Where `from` is left out, the environment's own default holds."),
        };
    }

    private static string CountMeaning(TaskRange? defaults) =>
        "Number of tasks in the split" + (defaults is null ? "." : "; must be given where `from` names another list than the environment's default.");
}

/// <summary>Which tasks are trained and tested on.</summary>
/// <param name="Train">Training tasks.</param>
/// <param name="Dev">Tasks that the best iteration is picked on; a count of 0 for none.</param>
/// <param name="Test">Test tasks.</param>
/// <param name="Disjoint">How many further test tasks there are that share nothing with a training task (WebShop: no product).</param>
public sealed record TaskPlan(TaskRange Train, TaskRange Dev, TaskRange Test, int Disjoint)
{
    /// <summary>Further test splits, reported after the others; they may share tasks with the test split and with each other.</summary>
    public ImmutableArray<FurtherTest> Further { get; init; } = [];

    /// <summary>What splits surely share tasks that must not, in words; empty where none do.</summary>
    internal IEnumerable<string> Overlaps()
    {
        (string Name, TaskRange Range)[] splits = [(SplitNames.Test, Test), (SplitNames.Dev, Dev), (SplitNames.Training, Train)];
        foreach (var (a, b) in from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, i) select (splits[j], splits[i]))
        {
            if (a.Range.Overlaps(b.Range))
            {
                yield return $"{a.Name} is {a.Range.From} {a.Range.First} to {a.Range.End - 1}, {b.Name} {b.Range.First} to {b.Range.End - 1}";
            }
        }

        foreach (var (further, (name, range)) in from further in Further from split in splits.Skip(1) select (further, split))
        {
            if (further.Range.Overlaps(range))
            {
                yield return $"{name} and the further test split '{further.Name}'";
            }
        }
    }

    /// <summary>Stands for the defaults of an environment that is not known.</summary>
    internal static TaskPlan Unknown { get; } = new(new("", 0, 1), new("", 0, 0), new("", 0, 1), 0);

    internal static TaskPlan Read(SectionReader reader, TaskPlan defaults) => new(
        reader.Section("train", section => TaskRange.Read(section, defaults.Train, 1)),
        reader.Section("dev", section => TaskRange.Read(section, defaults.Dev, 0)),
        reader.Section("test", section => TaskRange.Read(section, defaults.Test, 1)),
        reader.Section("disjoint", section => section.Value(
            "count", ValueKind.Integer(0), $"{defaults.Disjoint}", "Size of a second test split: the first tasks of `tasks.test.from` outside the other splits that share nothing with a training task (WebShop: no product); 0 for none.")))
    {
        Further = reader.OptionalSections("further", FurtherTest.Read, "further splits to test on."),
    };
}

/// <summary>A further test split.</summary>
/// <param name="Name">Its name in tables and files.</param>
/// <param name="Range">Its tasks.</param>
public sealed record FurtherTest(string Name, TaskRange Range)
{
    internal static FurtherTest Read(SectionReader reader) => new(
        reader.Value("name", SplitName, null, "Its name in tables and files."),
        TaskRange.Read(reader, null, 1));

    private static ValueKind<string> SplitName { get; } = new(
        "letters, digits, '-', '_' and '.', and no name of another split",
        "",
        scalar => SafeName.IsSafe(scalar.Text) && !SplitNames.Reserved.Contains(scalar.Text) ? new(true, scalar.Text, scalar.Text) : default)
        {
            IsText = true,
        };
}
