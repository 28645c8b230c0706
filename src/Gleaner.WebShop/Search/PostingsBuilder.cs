using System.Runtime.InteropServices;

namespace Gleaner.WebShop.Search;

/// <summary>Collects term counts of documents, then turns them into <see cref="Postings"/>.</summary>
internal sealed class PostingsBuilder
{
    private readonly Dictionary<string, List<(int Document, int Count)>> terms = new(StringComparer.Ordinal);
    private readonly List<int> lengths = [];

    /// <summary>Adds the next document.</summary>
    internal void Add(string text)
    {
        var document = lengths.Count;
        var length = 0;
        var lookup = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var analyzer = new EnglishAnalyzer(text, stackalloc char[EnglishAnalyzer.BufferLength]);
        while (analyzer.MoveNext())
        {
            length++;
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, analyzer.Current, out _);
            Count(entry ??= [], document);
        }

        lengths.Add(length);
    }

    internal Dictionary<string, Postings> Build()
    {
        var averageLength = (float)(lengths.Sum(l => (long)l) / (double)lengths.Count);
        var result = new Dictionary<string, Postings>(terms.Count, StringComparer.Ordinal);
        foreach (var (term, counts) in terms)
        {
            var idf = Bm25.InverseDocumentFrequency(lengths.Count, counts.Count);
            var divisors = counts.Select(c => Bm25.Divisor(c.Count, lengths[c.Document], averageLength));
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
