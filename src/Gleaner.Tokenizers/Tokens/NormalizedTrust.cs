using Gleaner.Tokenizers.Normalization;

namespace Gleaner.Tokenizers.Tokens;

/// <summary>Trust in a normalized fragment: a character is trusted if all that it comes from is.</summary>
/// <param name="source">Trust in the source.</param>
/// <param name="text">Where the fragment's characters come from.</param>
/// <param name="length">The fragment's length.</param>
/// <param name="reach">Length of the longest token: looking further is useless.</param>
internal readonly struct NormalizedTrust(SourceTrust source, NormalizedText text, int length, int reach) : ITrust
{
    public int EndOfTrust(int at)
    {
        int sourceEnd = source.EndOfTrust(text.StartOf(at)), end = at, last = Math.Min(length, at + reach);
        while (end < last && sourceEnd > text.StartOf(at) && text.EndOf(end) <= sourceEnd)
        {
            end++;
        }

        return end;
    }
}
