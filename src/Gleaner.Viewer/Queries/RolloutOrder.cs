using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>An order in which rollouts can be listed.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Text">What people call it.</param>
/// <param name="Key">The column that it goes by, as a number; what is equal there comes in the order of the run.</param>
/// <param name="IsDescending">Whether the highest come first.</param>
/// <param name="Index">The index that has it; null for the table itself.</param>
internal sealed record RolloutOrder(string Name, string Text, string Key, bool IsDescending, string? Index)
{
    /// <summary>All orders.</summary>
    public static IReadOnlyList<RolloutOrder> All { get; } =
    [
        new("", "in the order of the run", "n", false, null),
        new("newest", "newest first", "n", true, null),
        new("return", "highest return first", "ret", true, IndexSchema.ByReturn),
        new("steps", "most steps first", "steps", true, IndexSchema.BySteps),
        new("tokens", "most tokens first", "tokens", true, IndexSchema.ByTokens),
        new("logp", "least likely first", "logp", false, IndexSchema.ByLogProbability),
    ];

    /// <summary>The order of a name; the first for one that there is not.</summary>
    public static RolloutOrder Of(string name) => All.FirstOrDefault(order => order.Name == name, All[0]);

    /// <summary>As SQL.</summary>
    /// <param name="alias">The table's name and a dot, or nothing.</param>
    public string Sql(string alias = "") => Index is null
        ? $"{alias}n{(IsDescending ? " DESC" : "")}"
        : $"{alias}{Key}{(IsDescending ? " DESC" : "")}, {alias}n";
}
