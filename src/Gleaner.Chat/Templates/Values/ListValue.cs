namespace Gleaner.Chat.Templates.Values;

/// <summary>An immutable sequence. Made by the budget, which bounds its size and depth.</summary>
internal sealed class ListValue : Value
{
    internal ListValue(IReadOnlyList<Value> items, ListKind kind, long weight, int depth)
    {
        Items = items;
        Kind = kind;
        Weight = weight;
        Depth = depth;
    }

    public IReadOnlyList<Value> Items { get; }

    public ListKind Kind { get; }

    /// <summary>Whether a generator has given its items away.</summary>
    public bool IsSpent { get; set; }

    public override long Weight { get; }

    public override int Depth { get; }

    public override bool IsTrue => Kind == ListKind.Generator || Items.Count > 0;

    public bool HasIndex => Kind is ListKind.List or ListKind.Tuple or ListKind.Range;

    public override string TypeName => Kind switch
    {
        ListKind.List => "list",
        ListKind.Tuple => "tuple",
        ListKind.Range => "range",
        ListKind.View => "dict view",
        _ => "generator",
    };
}
