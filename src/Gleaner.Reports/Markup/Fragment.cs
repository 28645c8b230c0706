namespace Gleaner.Reports.Markup;

/// <summary>Finished markup. Being a type of its own, it cannot be mistaken for text that still needs escaping.</summary>
/// <param name="Markup">Well-formed elements.</param>
internal readonly record struct Fragment(string Markup)
{
    public override string ToString() => Markup;
}
