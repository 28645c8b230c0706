namespace Gleaner.Decoder.Tokens;

/// <summary>Encodes one word: its characters, then the learned merges, best rank first.</summary>
internal static class WordEncoder
{
    /// <summary>The ids of <paramref name="word"/>; the same for the same word wherever it stands.</summary>
    public static int[] Encode(PieceTable table, string word)
    {
        List<int> pieces = [.. table.CharactersOf(word)];
        while (TryFindBest(table, pieces, out var pair, out var id))
        {
            Replace(pieces, pair, id);
        }

        return [.. pieces];
    }

    /// <summary>Replaces each occurrence of the pair, from left to right, in place.</summary>
    public static void Replace(List<int> pieces, PiecePair pair, int merged)
    {
        var kept = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var isPair = i + 1 < pieces.Count && pieces[i] == pair.Left && pieces[i + 1] == pair.Right;
            pieces[kept++] = isPair ? merged : pieces[i];
            i += isPair ? 1 : 0;
        }

        pieces.RemoveRange(kept, pieces.Count - kept);
    }

    private static bool TryFindBest(PieceTable table, List<int> pieces, out PiecePair pair, out int id)
    {
        (pair, id) = (default, -1);
        var bestRank = int.MaxValue;
        for (var i = 0; i + 1 < pieces.Count; i++)
        {
            var candidate = new PiecePair(pieces[i], pieces[i + 1]);
            if (table.TryGetMerge(candidate, out var merge) && merge.Rank < bestRank)
            {
                (bestRank, pair, id) = (merge.Rank, candidate, merge.Id);
            }
        }

        return id >= 0;
    }
}
