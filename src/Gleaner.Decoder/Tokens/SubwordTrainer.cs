using System.Text;

namespace Gleaner.Decoder.Tokens;

/// <summary>
/// Learns a <see cref="SubwordVocabulary"/> by byte-pair encoding over characters (Sennrich, Haddow, Birch 2016,
/// arXiv 1508.07909): the most frequent adjacent pair of pieces becomes a new piece, again and again.
/// </summary>
public static class SubwordTrainer
{
    /// <summary>
    /// Trains on <paramref name="texts"/>. The same multiset of texts gives the same vocabulary: among pairs of equal count
    /// the one with the smaller left id wins, then the smaller right id.
    /// </summary>
    /// <param name="texts">Training texts; each is normalised first.</param>
    /// <param name="pieces">Upper bound on text pieces, characters and merged ones together; fewer when no pair occurs twice.</param>
    /// <param name="specialTokens">Names of the special tokens, in id order; not empty and all different.</param>
    /// <exception cref="ArgumentException">A special token is empty, reserved or repeated, or the texts hold more than <paramref name="pieces"/> different characters.</exception>
    public static SubwordVocabulary Train(IEnumerable<string> texts, int pieces, IReadOnlyList<string> specialTokens)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(specialTokens);
        var wordCounts = CountWords(texts);
        var characters = CharactersOf(wordCounts.Keys);
        if (characters.Length > pieces)
        {
            throw new ArgumentException(
                $"The texts hold {characters.Length} different characters, more than the {pieces} pieces allowed; allow more.", nameof(pieces));
        }

        var table = new PieceTable(specialTokens, characters);
        var pairs = new PairCounts();
        foreach (var (word, count) in wordCounts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            pairs.AddWord(table.CharactersOf(word), count);
        }

        var limit = table.FirstTextId + pieces;
        while (table.Count < limit && pairs.TakeMostFrequent(out var pair))
        {
            pairs.Merge(pair, table.AddMerge(pair));
        }

        return new SubwordVocabulary(table);
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            foreach (var word in new WordEnumerator(TextNormalizer.NormalizeWithLeadingSpace(text)))
            {
                bySpan[word] = bySpan.TryGetValue(word, out var count) ? count + 1 : 1;
            }
        }

        return counts;
    }

    private static Rune[] CharactersOf(IEnumerable<string> words) =>
        [.. words.SelectMany(word => word.EnumerateRunes()).Distinct().Order()];
}
