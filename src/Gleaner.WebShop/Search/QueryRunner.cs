using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Gleaner.WebShop.Search;

/// <summary>
/// Runs queries over windows of documents, the most promising window first: the bounds of a window's blocks (Ding and Suel 2011) add up to
/// what no document in it can exceed, so the search ends at the first window that cannot beat the k-th hit. Bounds and scores are added
/// in the same order, term by term, and rounding keeps order: a skipped window holds no hit, down to the last bit.
/// </summary>
internal sealed class QueryRunner(IndexData data)
{
    private readonly float[] _inverses = Bm25.Inverses(data.AverageLength);
    private readonly ConcurrentBag<QueryScratch> _idle = [];

    internal SearchHit[] Run(string query, int k)
    {
        if (!_idle.TryTake(out var scratch))
        {
            scratch = new QueryScratch(data.Windows);
        }

        FindTerms(query, scratch.Terms);
        var documents = scratch.Terms.Sum(term => (long)term.Documents);
        var size = (int)Math.Min(Math.Min(k, documents), data.Lengths.Length);
        var hits = size == 0 ? [] : FindBest(scratch, size);
        scratch.Terms.Clear();
        _idle.Add(scratch);
        return hits;
    }

    private void FindTerms(string query, List<QueryTerm> found)
    {
        var analyzer = new EnglishAnalyzer(query, stackalloc char[EnglishAnalyzer.BufferLength]);
        while (analyzer.MoveNext())
        {
            var term = data.Find(analyzer.Current);
            if (term < 0)
            {
                continue;
            }

            var known = found.FindIndex(t => t.Term == term);
            if (known < 0)
            {
                found.Add(new QueryTerm(term, 1, data.Terms.Span[term]));
            }
            else
            {
                found[known] = found[known] with { Repeats = found[known].Repeats + 1 };
            }
        }
    }

    private SearchHit[] FindBest(QueryScratch scratch, int size)
    {
        var heap = size <= 256 ? stackalloc ulong[256] : new ulong[size];
        var best = new TopHits(heap[..size]);
        var windows = BoundWindows(scratch);
        foreach (var window in windows)
        {
            if (best.IsFull && (float)scratch.Bounds[window] < TopHits.Score(best.Worst))
            {
                break;
            }

            AddScores(scratch, window);
            Offer(ref best, scratch.Scores, window * IndexData.WindowSize);
        }

        foreach (var window in windows)
        {
            scratch.Bounds[window] = 0;
        }

        var keys = best.Sorted();
        var hits = new SearchHit[keys.Length];
        for (var i = 0; i < hits.Length; i++)
        {
            hits[i] = new SearchHit(data.PositionOfRank.Span[TopHits.Rank(keys[i])], TopHits.Score(keys[i]));
        }

        return hits;
    }

    // The windows that hold a term, the highest bound first.
    private ReadOnlySpan<int> BoundWindows(QueryScratch scratch)
    {
        var blocks = data.Blocks.Span;
        var bounds = scratch.Bounds;
        var count = 0;
        foreach (var term in scratch.Terms)
        {
            var weight = term.Weight;
            foreach (ref readonly var block in blocks.Slice(term.Entry.FirstBlock, term.Entry.BlockCount))
            {
                ref var bound = ref bounds[block.Window];
                if (bound == 0)
                {
                    scratch.Windows[count++] = block.Window;
                }

                bound += Bm25.Score(weight, block.MaxDivisor);
            }
        }

        var windows = scratch.Windows.AsSpan(0, count);
        if (count > 1)
        {
            var keys = scratch.Keys.AsSpan(0, count);
            for (var i = 0; i < count; i++)
            {
                keys[i] = -bounds[windows[i]];
            }

            keys.Sort(windows);
        }

        return windows;
    }

    // Term by term in the query's order: sums of doubles depend on it.
    private void AddScores(QueryScratch scratch, int window)
    {
        var postings = data.Postings.Span;
        var blocks = data.Blocks.Span;
        var lengths = data.Lengths.Span[(window * IndexData.WindowSize)..];
        foreach (var term in scratch.Terms)
        {
            if (!TryFindBlock(blocks.Slice(term.Entry.FirstBlock, term.Entry.BlockCount), window, out var block))
            {
                continue;
            }

            var bytes = postings[(term.Entry.PostingsStart + block.Start)..];
            var places = MemoryMarshal.Cast<byte, ushort>(bytes[..(2 * block.Count)]);
            var counts = bytes[(2 * block.Count)..];
            if (block.IsWide)
            {
                AddWide(scratch.Scores, term.Weight, places, MemoryMarshal.Cast<byte, int>(counts[..(4 * block.Count)]), lengths);
            }
            else
            {
                Add(scratch.Scores, term.Weight, places, counts[..block.Count], lengths);
            }
        }
    }

    private void Add(double[] scores, float weight, ReadOnlySpan<ushort> places, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> lengths)
    {
        var inverses = _inverses;
        for (var i = 0; i < places.Length; i++)
        {
            int place = places[i];
            scores[place] += Bm25.Score(weight, Bm25.Divisor(counts[i], inverses[lengths[place]]));
        }
    }

    private void AddWide(double[] scores, float weight, ReadOnlySpan<ushort> places, ReadOnlySpan<int> counts, ReadOnlySpan<byte> lengths)
    {
        for (var i = 0; i < places.Length; i++)
        {
            scores[places[i]] += Bm25.Score(weight, Bm25.Divisor(counts[i], _inverses[lengths[places[i]]]));
        }
    }

    private static bool TryFindBlock(ReadOnlySpan<PostingBlock> blocks, int window, out PostingBlock block)
    {
        var (low, high) = (0, blocks.Length - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (blocks[middle].Window < window)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        block = blocks[low];
        return block.Window == window;
    }

    private void Offer(ref TopHits best, double[] scores, int first)
    {
        var ranks = data.Ranks.Span;
        var end = Math.Min(scores.Length, ranks.Length - first);
        for (var i = 0; i < end; i++)
        {
            var score = scores[i];
            if (score > 0)
            {
                scores[i] = 0;
                best.Offer(TopHits.Key((float)score, ranks[first + i]));
            }
        }
    }
}

/// <summary>A distinct term of a query.</summary>
/// <param name="Term">Its number in the index.</param>
/// <param name="Repeats">How often the query holds it.</param>
/// <param name="Entry">What the index knows of it.</param>
internal readonly record struct QueryTerm(int Term, int Repeats, TermEntry Entry)
{
    internal float Weight => Repeats * Entry.InverseDocumentFrequency;

    internal int Documents => Entry.Documents;
}

/// <summary>One running query's working memory, kept for the next query. Between queries all scores and bounds are 0.</summary>
internal sealed class QueryScratch(int windows)
{
    /// <summary>Scores of the documents of one window.</summary>
    internal double[] Scores { get; } = new double[IndexData.WindowSize];

    /// <summary>By window: what no document in it can exceed.</summary>
    internal double[] Bounds { get; } = new double[windows];

    /// <summary>The windows that hold a term.</summary>
    internal int[] Windows { get; } = new int[windows];

    /// <summary>What windows are sorted by.</summary>
    internal double[] Keys { get; } = new double[windows];

    /// <summary>The query's distinct terms in the order of their first occurrence.</summary>
    internal List<QueryTerm> Terms { get; } = [];
}
