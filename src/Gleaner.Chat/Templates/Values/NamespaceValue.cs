namespace Gleaner.Chat.Templates.Values;

/// <summary>What <c>namespace()</c> gives: the one thing that templates can change.</summary>
internal sealed class NamespaceValue : Value
{
    public Dictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "Namespace";

    public override bool IsTrue => true;
}
