namespace Gleaner.Chat.Templates.Values;

/// <summary>What <c>loop</c> is inside a <c>for</c>.</summary>
internal sealed class LoopValue(IReadOnlyList<Value> items) : Value
{
    public int Index { get; set; }

    public override string TypeName => "LoopContext";

    public override bool IsTrue => true;

    /// <summary>An attribute, or null if there is none of this name.</summary>
    public Value? Find(string name) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(items.Count - Index),
        "revindex0" => new IntegerValue(items.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Count - 1),
        "length" => new IntegerValue(items.Count),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index < items.Count - 1 ? items[Index + 1] : new UndefinedValue("there is no next item"),
        _ => null,
    };
}
