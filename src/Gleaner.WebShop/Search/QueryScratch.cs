namespace Gleaner.WebShop.Search;

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
