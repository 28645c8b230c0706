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

    /// <summary>By length byte: 1 / (k1 (1 - b + b dl / avgdl)), the part of the formula that a document fixes.</summary>
    /// <param name="averageLength">Mean terms per document.</param>
    internal static float[] Inverses(float averageLength)
    {
        var inverses = new float[256];
        for (var code = 0; code < inverses.Length; code++)
        {
            inverses[code] = 1f / (K1 * ((1f - B) + (B * LengthByte.Decode((byte)code) / averageLength)));
        }

        return inverses;
    }

    /// <summary>The part that a posting fixes: 1 + tf / (k1 (1 - b + b dl / avgdl)).</summary>
    /// <param name="termFrequency">Occurrences of the term in the document.</param>
    /// <param name="inverse">The document's part, see <see cref="Inverses"/>.</param>
    internal static float Divisor(int termFrequency, float inverse) => 1f + (termFrequency * inverse);

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

    /// <summary>The byte of a length (terms, at least 0).</summary>
    internal static byte Encode(int length)
    {
        var rest = length - ExactLengths;
        if (rest < 16)
        {
            return (byte)length;
        }

        // An exponent above three bits of mantissa; the fourth, always 1, is left out.
        var dropped = 28 - int.LeadingZeroCount(rest);
        return (byte)(ExactLengths + ((dropped + 1) << 3) + ((rest >> dropped) & 7));
    }

    /// <summary>The length that a byte stands for; the largest ones, which no length has, give the largest length.</summary>
    internal static int Decode(byte code)
    {
        var rest = code - ExactLengths;
        if (rest < 16)
        {
            return code;
        }

        var dropped = (rest >> 3) - 1;
        return (int)Math.Min(int.MaxValue, ExactLengths + ((8L | (uint)(rest & 7)) << dropped));
    }

    /// <summary>What remains of a length after a trip through the byte.</summary>
    internal static int RoundTrip(int length) => Decode(Encode(length));
}
