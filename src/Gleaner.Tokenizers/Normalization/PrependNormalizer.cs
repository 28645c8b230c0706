namespace Gleaner.Tokenizers.Normalization;

/// <summary>Puts a string before every fragment that is not empty: at the text's start and after each added token.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public bool Keeps(ReadOnlySpan<char> fragment) => fragment.IsEmpty;

    public void Apply(NormalizedText text) => text.Prepend(prefix);
}
