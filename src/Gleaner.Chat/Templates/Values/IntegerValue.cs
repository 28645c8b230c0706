namespace Gleaner.Chat.Templates.Values;

/// <summary>A whole number of 64 bits.</summary>
internal sealed class IntegerValue(long number) : Value
{
    public long Number => number;

    public override string TypeName => "int";

    public override bool IsTrue => number != 0;
}
