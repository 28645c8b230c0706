namespace Gleaner.WebShop.Search;

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
