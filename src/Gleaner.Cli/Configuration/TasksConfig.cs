using Gleaner.Cli.Configuration.Reading;

namespace Gleaner.Cli.Configuration;

/// <summary>Which goals are trained and tested on. The defaults are upstream's splits.</summary>
/// <param name="Train">Training tasks.</param>
/// <param name="Dev">Tasks that the best iteration is picked on.</param>
/// <param name="Test">Test tasks.</param>
/// <param name="Disjoint">How many further test tasks there are whose product occurs in no training task.</param>
internal sealed record TasksConfig(GoalRange Train, GoalRange Dev, GoalRange Test, int Disjoint)
{
    internal static TasksConfig Read(SectionReader reader) => new(
        reader.Section("train", section => GoalRange.Read(section, 1500, 1000, 1)),
        reader.Section("dev", section => GoalRange.Read(section, 500, 200, 0)),
        reader.Section("test", section => GoalRange.Read(section, 0, 500, 1)),
        reader.Section("disjoint", section => section.Value(
            "count", ValueKind.Integer(0), "300", "Size of a second test split: the first goals outside the other splits whose product is in no training goal; 0 for none.")));
}

/// <summary>Goals by number.</summary>
/// <param name="First">The first goal.</param>
/// <param name="Count">How many.</param>
internal sealed record GoalRange(int First, int Count)
{
    /// <summary>The number after the last goal's.</summary>
    public long End => (long)First + Count;

    public bool Overlaps(GoalRange other) => Count > 0 && other.Count > 0 && First < other.End && other.First < End;

    internal static GoalRange Read(SectionReader reader, int first, int count, int minimum) => new(
        reader.Value("first", ValueKind.Integer(0), $"{first}", "Number of the split's first goal."),
        reader.Value("count", ValueKind.Integer(minimum), $"{count}", "Number of goals in the split."));
}
