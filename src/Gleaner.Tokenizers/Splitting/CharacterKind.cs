namespace Gleaner.Tokenizers.Splitting;

/// <summary>What the patterns distinguish: <c>\p{L}</c>, <c>\p{N}</c>, <c>\s</c>, and the rest (marks, punctuation, symbols, controls).</summary>
internal enum CharacterKind : byte
{
    Other,
    Letter,
    Number,
    Space,

    /// <summary>Half of a surrogate pair: the kind is that of the pair.</summary>
    Surrogate,
}
