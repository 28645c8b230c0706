using System.Runtime.InteropServices;

namespace Gleaner.WebShop.Search;

/// <summary>
/// Collects the terms of documents one by one, then turns them into <see cref="IndexData"/>. Between the two it holds 2 to 4 bytes for
/// each different term of a document.
/// </summary>
internal sealed class IndexBuilder
{
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<TermTally> _tallies = [];
    private readonly List<(int Term, int Count)> _current = [];
    private readonly TermCounts _documents = new();
    private readonly List<int> _lengths = [];

    internal IndexBuilder()
    {
        _lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Adds the next document.</summary>
    internal void Add(string text)
    {
        var document = _lengths.Count;
        var length = 0;
        var analyzer = new EnglishAnalyzer(text, stackalloc char[EnglishAnalyzer.BufferLength]);
        _current.Clear();
        while (analyzer.MoveNext())
        {
            length++;
            Count(analyzer.Current, document);
        }

        _documents.Add(_current);
        _lengths.Add(length);
    }

    /// <summary>The index of all documents added; the builder is used up.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="groups">The group of each; those of a group become neighbours. Null for none.</param>
    internal IndexData Build(IReadOnlyList<string> ids, IReadOnlyList<int>? groups)
    {
        var positionOfRank = PositionsByRank(ids);
        var ranks = new int[ids.Count];
        for (var rank = 0; rank < ranks.Length; rank++)
        {
            ranks[positionOfRank[rank]] = rank;
        }

        int[] order = [.. Enumerable.Range(0, ids.Count)];
        Array.Sort(order, (a, b) => groups is not null && groups[a] != groups[b] ? groups[a].CompareTo(groups[b]) : ranks[a].CompareTo(ranks[b]));
        byte[] lengths = [.. order.Select(position => LengthByte.Encode(_lengths[position]))];
        var average = (float)(_lengths.Sum(l => (long)l) / (double)_lengths.Count);
        var blocks = new BlockWriter(lengths, average);
        return Encode(Invert(order), blocks) with
        {
            AverageLength = average,
            Lengths = lengths,
            Ranks = order.Select(position => ranks[position]).ToArray(),
            PositionOfRank = positionOfRank,
        };
    }

    private void Count(ReadOnlySpan<char> term, int document)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, term, out var isKnown);
        if (!isKnown)
        {
            number = _tallies.Count;
            _tallies.Add(new TermTally { LastDocument = -1 });
        }

        ref var tally = ref CollectionsMarshal.AsSpan(_tallies)[number];
        if (tally.LastDocument == document)
        {
            CollectionsMarshal.AsSpan(_current)[tally.Place].Count++;
        }
        else
        {
            tally = new TermTally { LastDocument = document, Place = _current.Count, Documents = tally.Documents + 1 };
            _current.Add((number, 1));
        }
    }

    private static int[] PositionsByRank(IReadOnlyList<string> ids)
    {
        string[] names = [.. ids];
        int[] positions = [.. Enumerable.Range(0, names.Length)];
        Array.Sort(names, positions, StringComparer.Ordinal);
        return positions;
    }

    // Documents by term: one pass in the order of documents fills every term's part, ascending.
    private InvertedTerms Invert(int[] order)
    {
        var starts = new long[_tallies.Count + 1];
        for (var term = 0; term < _tallies.Count; term++)
        {
            starts[term + 1] = starts[term] + _tallies[term].Documents;
        }

        var inverted = new InvertedTerms(starts);
        for (var document = 0; document < order.Length; document++)
        {
            foreach (var (term, count) in _documents.Of(order[document]))
            {
                inverted.Add(term, document, count);
            }
        }

        return inverted;
    }

    private IndexData Encode(InvertedTerms inverted, BlockWriter blocks)
    {
        var texts = new List<char>();
        var entries = new TermEntry[_terms.Count];
        foreach (var (text, term) in _terms)
        {
            var (firstBlock, postingsStart) = (blocks.BlockCount, blocks.Length);
            blocks.Write(inverted.DocumentsOf(term), inverted.CountsOf(term));
            var documents = _tallies[term].Documents;
            entries[term] = new TermEntry(
                postingsStart, texts.Count, text.Length, firstBlock, blocks.BlockCount - firstBlock, documents,
                Bm25.InverseDocumentFrequency(_lengths.Count, documents));
            texts.AddRange(text);
        }

        var data = blocks.ToData();
        return data with { Texts = texts.ToArray(), Terms = entries, Slots = Slots() };
    }

    private int[] Slots()
    {
        var slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * _terms.Count))];
        foreach (var (text, term) in _terms)
        {
            var slot = IndexData.Hash(text);
            while (slots[(int)slot & (slots.Length - 1)] != 0)
            {
                slot++;
            }

            slots[(int)slot & (slots.Length - 1)] = term + 1;
        }

        return slots;
    }

    private struct TermTally
    {
        public int LastDocument;
        public int Place;
        public int Documents;
    }
}

/// <summary>The documents of each term with their counts, in one array each.</summary>
internal sealed class InvertedTerms(long[] starts)
{
    private readonly int[] _documents = new int[starts[^1]];
    private readonly int[] _counts = new int[starts[^1]];
    private readonly long[] _next = [.. starts];

    internal void Add(int term, int document, int count)
    {
        var at = _next[term]++;
        _documents[at] = document;
        _counts[at] = count;
    }

    internal ReadOnlySpan<int> DocumentsOf(int term) => _documents.AsSpan((int)starts[term], (int)(starts[term + 1] - starts[term]));

    internal ReadOnlySpan<int> CountsOf(int term) => _counts.AsSpan((int)starts[term], (int)(starts[term + 1] - starts[term]));
}

/// <summary>Term numbers and counts of documents in a few bytes each.</summary>
internal sealed class TermCounts
{
    private const int ChunkSize = 16 << 20;
    private const int MostBytesOfNumber = 5;

    private readonly List<byte[]> _chunks = [];
    private readonly List<(int Chunk, int Start, int Count)> _documents = [];
    private int _used = ChunkSize;

    internal void Add(List<(int Term, int Count)> counts)
    {
        var most = 2 * MostBytesOfNumber * counts.Count;
        if (_chunks.Count == 0 || _used + most > _chunks[^1].Length)
        {
            _chunks.Add(new byte[Math.Max(_chunks.Count == 0 ? 1 << 16 : ChunkSize, most)]);
            _used = 0;
        }

        _documents.Add((_chunks.Count - 1, _used, counts.Count));
        foreach (var (term, count) in counts)
        {
            Write((uint)term);
            Write((uint)count);
        }
    }

    internal IEnumerable<(int Term, int Count)> Of(int document)
    {
        var (chunk, at, count) = _documents[document];
        for (var i = 0; i < count; i++)
        {
            var term = Read(chunk, ref at);
            yield return (term, Read(chunk, ref at));
        }
    }

    private void Write(uint number)
    {
        var chunk = _chunks[^1];
        while (number >= 0x80)
        {
            chunk[_used++] = (byte)(number | 0x80);
            number >>= 7;
        }

        chunk[_used++] = (byte)number;
    }

    private int Read(int chunk, ref int at)
    {
        var bytes = _chunks[chunk];
        var (number, shift) = (0u, 0);
        while (bytes[at] >= 0x80)
        {
            number |= (uint)(bytes[at++] & 0x7f) << shift;
            shift += 7;
        }

        return (int)(number | ((uint)bytes[at++] << shift));
    }
}
