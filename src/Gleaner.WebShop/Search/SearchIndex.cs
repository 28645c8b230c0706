namespace Gleaner.WebShop.Search;

/// <summary>
/// A full-text index with BM25 ranking (k1 = 0.9, b = 0.4) whose terms, order and float scores equal those of the original
/// environment's Lucene index. Immutable, and safe for concurrent queries; a query allocates its result only.
/// </summary>
public sealed class SearchIndex
{
    private readonly IndexData _data;
    private readonly QueryRunner _runner;

    internal SearchIndex(IndexData data)
    {
        _data = data;
        _runner = new QueryRunner(data);
    }

    /// <summary>Number of documents.</summary>
    public int Count => _data.Lengths.Length;

    /// <summary>The tables, to be stored.</summary>
    internal IndexData Data => _data;

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

        var builder = new IndexBuilder();
        foreach (var document in documents)
        {
            builder.Add(document);
        }

        return new SearchIndex(builder.Build(ids, groups: null));
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
        var hits = _runner.Run(keywords.Count == 1 ? keywords[0] : string.Join(' ', keywords), k);

        // The tables may lie in a mapped file, which lives as long as somebody holds them.
        GC.KeepAlive(this);
        return hits;
    }
}

/// <summary>A document that matches a query.</summary>
/// <param name="Document">Its position in the list that the index was built from.</param>
/// <param name="Score">Its BM25 score, greater than 0.</param>
public readonly record struct SearchHit(int Document, float Score);
