namespace Gleaner.Tokenizers.Normalization;

/// <summary>A step that rewrites a fragment before it is cut into words.</summary>
internal interface INormalizer
{
    /// <summary>Whether the fragment stays as it is, found without copying it.</summary>
    bool Keeps(ReadOnlySpan<char> fragment);

    void Apply(NormalizedText text);
}

/// <summary>Puts a string before every fragment that is not empty: at the text's start and after each added token.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public bool Keeps(ReadOnlySpan<char> fragment) => fragment.IsEmpty;

    public void Apply(NormalizedText text) => text.Prepend(prefix);
}

/// <summary>Replaces one character by another.</summary>
internal sealed class ReplaceNormalizer(char old, char by) : INormalizer
{
    public bool Keeps(ReadOnlySpan<char> fragment) => !fragment.Contains(old);

    public void Apply(NormalizedText text) => text.Replace(old, by);
}
