namespace Gleaner.WebShop.Search;

/// <summary>A document that matches a query.</summary>
/// <param name="Document">Its position in the list that the index was built from.</param>
/// <param name="Score">Its BM25 score, greater than 0.</param>
public readonly record struct SearchHit(int Document, float Score);
