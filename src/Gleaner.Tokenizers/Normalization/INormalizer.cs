namespace Gleaner.Tokenizers.Normalization;

/// <summary>A step that rewrites a fragment before it is cut into words.</summary>
internal interface INormalizer
{
    /// <summary>Whether the fragment stays as it is, found without copying it.</summary>
    bool Keeps(ReadOnlySpan<char> fragment);

    void Apply(NormalizedText text);
}
