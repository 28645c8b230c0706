namespace Gleaner.WebShop.Search;

/// <summary>The documents that hold a term. Immutable.</summary>
/// <param name="Id">The term's number in its index, from 0.</param>
/// <param name="InverseDocumentFrequency">Its BM25 idf.</param>
/// <param name="Documents">The documents that hold it, ascending.</param>
/// <param name="Divisors">For each of them <see cref="Bm25.Divisor"/>, so that a query's work per posting is one division.</param>
internal sealed record Postings(int Id, float InverseDocumentFrequency, int[] Documents, float[] Divisors);
