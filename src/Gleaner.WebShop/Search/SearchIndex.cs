using System.Collections.Concurrent;

namespace Gleaner.WebShop.Search;

/// <summary>
/// An in-memory full-text index with BM25 ranking (k1 = 0.9, b = 0.4) whose terms, order and float scores equal those of the original
/// environment's Lucene index. Immutable, and safe for concurrent queries; a query allocates its result only.
/// </summary>
public sealed class SearchIndex
{
    private readonly Dictionary<string, Postings>.AlternateLookup<ReadOnlySpan<char>> _terms;
    private readonly int[] _rankOfDocument;
    private readonly int[] _documentOfRank;
    private readonly ConcurrentBag<QueryScratch> _idle = [];

    private SearchIndex(Dictionary<string, Postings> terms, int[] documentOfRank)
    {
        _terms = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        _documentOfRank = documentOfRank;
        _rankOfDocument = new int[documentOfRank.Length];
        for (var rank = 0; rank < documentOfRank.Length; rank++)
        {
            _rankOfDocument[documentOfRank[rank]] = rank;
        }
    }

    /// <summary>Number of documents.</summary>
    public int Count => _documentOfRank.Length;

    /// <summary>Indexes documents.</summary>
    /// <param name="documents">Their texts, see <see cref="Catalogue.ProductDocument.Text"/>.</param>
    /// <param name="ids">Their ids, one each; equal scores are ordered by id, ascending in ordinal order.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static SearchIndex Build(IReadOnlyList<string> documents, IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(ids);
        if (documents.Count != ids.Count)
        {
            throw new ArgumentException($"There are {documents.Count} documents but {ids.Count} ids: pass one id for each document.", nameof(ids));
        }

        var builder = new PostingsBuilder();
        foreach (var document in documents)
        {
            builder.Add(document);
        }

        var documentOfRank = Enumerable.Range(0, ids.Count).Order(Comparer<int>.Create((a, b) => string.CompareOrdinal(ids[a], ids[b])));
        return new SearchIndex(builder.Build(), [.. documentOfRank]);
    }

    /// <summary>The best documents for a bag of words.</summary>
    /// <param name="keywords">Words of the query; joined by blanks and analysed as one text, so a repeated word weighs more.</param>
    /// <param name="k">How many hits at most, at least 0.</param>
    /// <returns>Documents that hold at least one term, by score descending, then id ascending.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is negative.</exception>
    public IReadOnlyList<SearchHit> Search(IReadOnlyList<string> keywords, int k)
    {
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (!_idle.TryTake(out var scratch))
        {
            scratch = new QueryScratch(Count);
        }

        FindTerms(keywords.Count == 1 ? keywords[0] : string.Join(' ', keywords), scratch.Terms);
        var touched = AddScores(scratch);
        var hits = TakeBest(scratch.Scores, touched, k);
        scratch.Terms.Clear();
        _idle.Add(scratch);
        return hits;
    }

    private void FindTerms(string query, List<(Postings Term, int Count)> found)
    {
        var analyzer = new EnglishAnalyzer(query, stackalloc char[EnglishAnalyzer.BufferLength]);
        while (analyzer.MoveNext())
        {
            if (!_terms.TryGetValue(analyzer.Current, out var postings))
            {
                continue;
            }

            var known = found.FindIndex(t => t.Term.Id == postings.Id);
            if (known < 0)
            {
                found.Add((postings, 1));
            }
            else
            {
                found[known] = (postings, found[known].Count + 1);
            }
        }
    }

    private static ReadOnlySpan<int> AddScores(QueryScratch scratch)
    {
        var count = 0;
        foreach (var (term, repeats) in scratch.Terms)
        {
            var weight = repeats * term.InverseDocumentFrequency;
            for (var i = 0; i < term.Documents.Length; i++)
            {
                var document = term.Documents[i];
                ref var score = ref scratch.Scores[document];
                if (score == 0)
                {
                    scratch.Touched[count++] = document;
                }

                score += Bm25.Score(weight, term.Divisors[i]);
            }
        }

        return scratch.Touched.AsSpan(0, count);
    }

    private SearchHit[] TakeBest(double[] scores, ReadOnlySpan<int> touched, int k)
    {
        var size = Math.Min(k, touched.Length);
        var heap = size <= 256 ? stackalloc ulong[256] : new ulong[size];
        var best = new TopHits(heap[..size]);
        foreach (var document in touched)
        {
            if (size > 0)
            {
                best.Offer(TopHits.Key((float)scores[document], _rankOfDocument[document]));
            }

            scores[document] = 0;
        }

        var keys = best.Sorted();
        var hits = new SearchHit[keys.Length];
        for (var i = 0; i < hits.Length; i++)
        {
            hits[i] = new SearchHit(_documentOfRank[TopHits.Rank(keys[i])], TopHits.Score(keys[i]));
        }

        return hits;
    }
}

/// <summary>A document that matches a query.</summary>
/// <param name="Document">Its position in the list that the index was built from.</param>
/// <param name="Score">Its BM25 score, greater than 0.</param>
public readonly record struct SearchHit(int Document, float Score);

/// <summary>One running query's working memory, kept for the next query. Between queries all scores are 0.</summary>
internal sealed class QueryScratch(int documents)
{
    /// <summary>Score by document.</summary>
    internal double[] Scores { get; } = new double[documents];

    /// <summary>Documents with a score, in order of their first posting.</summary>
    internal int[] Touched { get; } = new int[documents];

    /// <summary>The query's distinct terms with their counts.</summary>
    internal List<(Postings Term, int Count)> Terms { get; } = [];
}
