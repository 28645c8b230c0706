namespace Gleaner.Chat.Templates.Values;

/// <summary>What a missing name or attribute gives: empty when printed or walked, an error when used otherwise.</summary>
/// <param name="reason">What is missing, for the error.</param>
internal sealed class UndefinedValue(string reason) : Value
{
    public string Reason => reason;

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;
}
