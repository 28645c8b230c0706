namespace Gleaner.Tokenizers.Normalization;

/// <summary>Replaces one character by another.</summary>
internal sealed class ReplaceNormalizer(char old, char by) : INormalizer
{
    public bool Keeps(ReadOnlySpan<char> fragment) => !fragment.Contains(old);

    public void Apply(NormalizedText text) => text.Replace(old, by);
}
