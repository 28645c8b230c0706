namespace Gleaner.Tokenizers.Merging;

/// <summary>
/// Byte-pair encoding: of all pairs of neighbours the one of lowest rank is merged, the leftmost first, until none is left.
/// </summary>
/// <param name="Alphabet">What merging starts from.</param>
/// <param name="Merges">The merges; none of them makes a special token.</param>
/// <param name="WholeWords">Tokens that a word becomes without merging (<c>ignore_merges</c>); null where there are none.</param>
internal sealed record PairModel(IAlphabet Alphabet, MergeTable Merges, IReadOnlyDictionary<string, int>? WholeWords);

/// <summary>Encodes one word after another; holds the scratch memory for it. Not thread-safe.</summary>
internal sealed class WordMerger(PairModel model)
{
    /// <summary>Up to this many symbols, looking through all pairs for each merge is quicker than keeping a heap.</summary>
    private const int ScanLimit = 24;

    private readonly Symbols _symbols = new();
    private readonly PriorityQueue<int, ulong> _queue = new();
    private readonly int[] _ranks = new int[ScanLimit];

    /// <summary>Ids of the last word.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>For each id the index in the word after the last character it covers.</summary>
    public List<int> Ends { get; } = [];

    public void Encode(ReadOnlySpan<char> word)
    {
        Ids.Clear();
        Ends.Clear();
        if (model.WholeWords is { } words && words.TryGetValue(model.Alphabet.Write(word), out var whole))
        {
            Ids.Add(whole);
            Ends.Add(word.Length);
            return;
        }

        _symbols.Clear();
        model.Alphabet.Spell(word, _symbols);
        if (_symbols.Count <= ScanLimit)
        {
            MergeByScan();
        }
        else
        {
            MergeByQueue();
        }

        for (var i = 0; i < _symbols.Count; i++)
        {
            if (_symbols.Ids[i] >= 0)
            {
                Ids.Add(_symbols.Ids[i]);
                Ends.Add(_symbols.Ends[i]);
            }
        }
    }

    /// <summary>Merges in a short word. The arrays are closed up after each merge; ranks are looked up once per pair.</summary>
    private void MergeByScan()
    {
        int[] ids = _symbols.Ids, ends = _symbols.Ends, ranks = _ranks;
        var count = _symbols.Count;
        for (var i = 0; i + 1 < count; i++)
        {
            ranks[i] = model.Merges[ids[i], ids[i + 1]].Rank;
        }

        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                best = ranks[i] < ranks[best] ? i : best;
            }

            if (ranks[best] == int.MaxValue)
            {
                break;
            }

            ids[best] = model.Merges[ids[best], ids[best + 1]].Id;
            ends[best] = ends[best + 1];
            count--;
            for (var i = best + 1; i < count; i++)
            {
                ids[i] = ids[i + 1];
                ends[i] = ends[i + 1];
                ranks[i] = ranks[i + 1];
            }

            if (best > 0)
            {
                ranks[best - 1] = model.Merges[ids[best - 1], ids[best]].Rank;
            }

            ranks[best] = best + 1 < count ? model.Merges[ids[best], ids[best + 1]].Rank : int.MaxValue;
        }

        _symbols.Truncate(count);
    }

    /// <summary>Merges in a long word: O(n log n), whatever the word.</summary>
    private void MergeByQueue()
    {
        _queue.Clear();
        for (var i = 0; i < _symbols.Count; i++)
        {
            Enqueue(i);
        }

        while (_queue.TryDequeue(out var at, out var priority))
        {
            var after = _symbols.Ids[at] < 0 ? -1 : _symbols.After(at);
            if (after < 0)
            {
                continue;
            }

            // An entry whose pair has changed since is recognised by its rank.
            var (rank, id) = model.Merges[_symbols.Ids[at], _symbols.Ids[after]];
            if (rank == (int)(priority >> 32))
            {
                _symbols.Merge(at, id);
                Enqueue(at);
                Enqueue(_symbols.Before(at));
            }
        }
    }

    private void Enqueue(int at)
    {
        var after = at < 0 ? -1 : _symbols.After(at);
        if (after >= 0 && model.Merges[_symbols.Ids[at], _symbols.Ids[after]].Rank is var rank and not int.MaxValue)
        {
            _queue.Enqueue(at, ((ulong)rank << 32) | (uint)at);
        }
    }
}
