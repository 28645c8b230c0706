namespace Gleaner.Chat.Templates.Values;

/// <summary>A floating-point number.</summary>
internal sealed class FloatValue(double number) : Value
{
    public double Number => number;

    public override string TypeName => "float";

    public override bool IsTrue => number != 0;
}
