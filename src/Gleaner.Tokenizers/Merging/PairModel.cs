namespace Gleaner.Tokenizers.Merging;

/// <summary>
/// Byte-pair encoding: of all pairs of neighbours the one of lowest rank is merged, the leftmost first, until none is left.
/// </summary>
/// <param name="Alphabet">What merging starts from.</param>
/// <param name="Merges">The merges; none of them makes a special token.</param>
/// <param name="WholeWords">Tokens that a word becomes without merging (<c>ignore_merges</c>); null where there are none.</param>
internal sealed record PairModel(IAlphabet Alphabet, MergeTable Merges, IReadOnlyDictionary<string, int>? WholeWords);
