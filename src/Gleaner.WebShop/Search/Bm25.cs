namespace Gleaner.WebShop.Search;

/// <summary>
/// Okapi BM25 (Robertson and Zaragoza 2009) in Lucene's form and its single-precision arithmetic, operation for operation, so that
/// scores are bit-equal: score = w - w / (1 + tf / (k1 (1 - b + b dl / avgdl))), w = query tf x idf.
/// </summary>
internal static class Bm25
{
    private const float K1 = 0.9f;
    private const float B = 0.4f;

    /// <summary>ln(1 + (N - df + 0.5) / (df + 0.5)), rounded to single precision.</summary>
    internal static float InverseDocumentFrequency(int documents, int documentsWithTerm) =>
        (float)Math.Log(1 + ((documents - documentsWithTerm + 0.5d) / (documentsWithTerm + 0.5d)));

    /// <summary>The part of the formula that a posting fixes: 1 + tf / (k1 (1 - b + b dl / avgdl)).</summary>
    /// <param name="termFrequency">Occurrences of the term in the document.</param>
    /// <param name="documentLength">Terms in the document.</param>
    /// <param name="averageLength">Mean terms per document.</param>
    internal static float Divisor(int termFrequency, int documentLength, float averageLength)
    {
        var inverse = 1f / (K1 * ((1f - B) + (B * LengthByte.RoundTrip(documentLength) / averageLength)));
        return 1f + (termFrequency * inverse);
    }

    /// <summary>A term's share of a document's score.</summary>
    internal static float Score(float weight, float divisor) => weight - (weight / divisor);
}

/// <summary>
/// Document lengths as Lucene stores them: in one byte, exact up to 40 terms and with 4 significant bits above, rounded down.
/// </summary>
internal static class LengthByte
{
    /// <summary>Lengths below this are stored as they are: 255 less the largest code of the 4-bit form of an int (231).</summary>
    private const int ExactLengths = 24;

    /// <summary>What remains of <paramref name="length"/> (terms, at least 0) after a trip through the byte.</summary>
    internal static int RoundTrip(int length)
    {
        var rest = length - ExactLengths;
        if (rest < 16)
        {
            return length;
        }

        var dropped = 28 - int.LeadingZeroCount(rest);
        return ExactLengths + ((rest >> dropped) << dropped);
    }
}
