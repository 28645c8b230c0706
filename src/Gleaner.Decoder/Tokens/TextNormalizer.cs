using System.Text;

namespace Gleaner.Decoder.Tokens;

/// <summary>The normal form of text that the tokenizer keeps exactly: lower case, single spaces, none at either end.</summary>
internal static class TextNormalizer
{
    /// <summary>The normal form of <paramref name="text"/>. Idempotent. Lone surrogates become U+FFFD.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        var spacePending = false;
        Span<char> buffer = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                spacePending = result.Length > 0;
                continue;
            }

            if (spacePending)
            {
                result.Append(' ');
                spacePending = false;
            }

            result.Append(buffer[..Rune.ToLowerInvariant(rune).EncodeToUtf16(buffer)]);
        }

        return result.ToString();
    }

    /// <summary>
    /// The normal form with one space in front, so that a word reads the same at the start of a text and within it;
    /// empty text stays empty.
    /// </summary>
    public static string NormalizeWithLeadingSpace(string text)
    {
        var normal = Normalize(text);
        return normal.Length == 0 ? normal : " " + normal;
    }
}
