namespace Gleaner.Chat.Templates.Values;

/// <summary>A truth value; in arithmetic 0 or 1.</summary>
internal sealed class BooleanValue : Value
{
    private readonly bool _value;

    private BooleanValue(bool value) => _value = value;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public override string TypeName => "bool";

    public override bool IsTrue => _value;

    public static BooleanValue Of(bool value) => value ? True : False;
}
