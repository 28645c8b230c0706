using System.Runtime.InteropServices;

namespace Gleaner.WebShop.Search;

/// <summary>Collects term counts of documents, then turns them into <see cref="Postings"/>.</summary>
internal sealed class PostingsBuilder
{
    private readonly Dictionary<string, List<(int Document, int Count)>> _terms = new(StringComparer.Ordinal);
    private readonly List<int> _lengths = [];

    /// <summary>Adds the next document.</summary>
    internal void Add(string text)
    {
        var document = _lengths.Count;
        var length = 0;
        var lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var analyzer = new EnglishAnalyzer(text, stackalloc char[EnglishAnalyzer.BufferLength]);
        while (analyzer.MoveNext())
        {
            length++;
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, analyzer.Current, out _);
            Count(entry ??= [], document);
        }

        _lengths.Add(length);
    }

    internal Dictionary<string, Postings> Build()
    {
        var averageLength = (float)(_lengths.Sum(l => (long)l) / (double)_lengths.Count);
        var result = new Dictionary<string, Postings>(_terms.Count, StringComparer.Ordinal);
        foreach (var (term, counts) in _terms)
        {
            var idf = Bm25.InverseDocumentFrequency(_lengths.Count, counts.Count);
            var divisors = counts.Select(c => Bm25.Divisor(c.Count, _lengths[c.Document], averageLength));
            result.Add(term, new Postings(result.Count, idf, [.. counts.Select(c => c.Document)], [.. divisors]));
        }

        return result;
    }

    private static void Count(List<(int Document, int Count)> postings, int document)
    {
        if (postings.Count > 0 && postings[^1].Document == document)
        {
            postings[^1] = (document, postings[^1].Count + 1);
        }
        else
        {
            postings.Add((document, 1));
        }
    }
}

/// <summary>The documents that hold a term. Immutable.</summary>
/// <param name="Id">The term's number in its index, from 0.</param>
/// <param name="InverseDocumentFrequency">Its BM25 idf.</param>
/// <param name="Documents">The documents that hold it, ascending.</param>
/// <param name="Divisors">For each of them <see cref="Bm25.Divisor"/>, so that a query's work per posting is one division.</param>
internal sealed record Postings(int Id, float InverseDocumentFrequency, int[] Documents, float[] Divisors);
