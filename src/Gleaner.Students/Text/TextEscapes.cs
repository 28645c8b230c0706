using System.Globalization;
using System.Text;

namespace Gleaner.Students.Text;

/// <summary>
/// Writes any text in the form that subword vocabularies keep exactly (lower case, single blanks, known characters) and reads it
/// back without loss: marks stand for capitals and for white space, bytes of UTF-8 for all other characters.
/// </summary>
internal static class TextEscapes
{
    /// <summary>The letter after it is a capital. Unicode counts it as a letter itself, so that both can become one piece.</summary>
    private const char Capital = '\uA71B';

    private const char LineFeed = '\u2424';
    private const char Tab = '\u2409';

    /// <summary>A blank that would be lost otherwise: at an end of the text, or beside another one.</summary>
    private const char Blank = '\u2420';

    // The private use area: no piece is learnt across its characters.
    private const char FirstByte = '\uE000';
    private const int Bytes = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>All that escapes are written with, each once.</summary>
    public static string Alphabet { get; } =
        string.Concat([Capital, LineFeed, Tab, Blank, .. Enumerable.Range(0, Bytes).Select(value => (char)(FirstByte + value))]);

    /// <summary>Whether a character can stand for itself.</summary>
    public static bool IsPlain(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && Rune.ToLowerInvariant(rune) == rune && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control
        && rune.Value is not (Capital or LineFeed or Tab or Blank or (>= FirstByte and < FirstByte + Bytes));

    /// <summary>Whether a character is written as a mark and its small form.</summary>
    public static bool IsCapital(Rune rune, out Rune small)
    {
        small = Rune.ToLowerInvariant(rune);
        return small != rune && Rune.ToUpperInvariant(small) == rune;
    }

    /// <summary>The escaped form; lone surrogates become U+FFFD.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="isKnown">Which plain characters the vocabulary has; the others are written as bytes.</param>
    public static string Escape(string text, Func<Rune, bool> isKnown)
    {
        var result = new StringBuilder(text.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            if (rune.Value == ' ')
            {
                result.Append(result.Length > 0 && result[^1] != ' ' && at < text.Length ? ' ' : Blank);
            }
            else if (rune.Value == '\n')
            {
                // The blank is part of the mark: words at the beginning of a line then look like words within one.
                result.Append(LineFeed).Append(' ');
            }
            else if (rune.Value == '\t')
            {
                result.Append(Tab);
            }
            else if (IsPlain(rune) && isKnown(rune))
            {
                result.Append(rune);
            }
            else if (IsCapital(rune, out var small) && IsPlain(small) && isKnown(small))
            {
                result.Append(Capital).Append(small);
            }
            else
            {
                foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
                {
                    result.Append((char)(FirstByte + value));
                }
            }
        }

        return result.ToString();
    }

    /// <summary>The text of an escaped form; of what no text is escaped to, the nearest that can be made of it.</summary>
    public static string Unescape(string escaped)
    {
        var result = new StringBuilder(escaped.Length);
        var bytes = new List<byte>();
        var isCapital = false;
        for (var at = 0; at < escaped.Length;)
        {
            Rune.DecodeFromUtf16(escaped.AsSpan(at), out var rune, out var length);
            at += length;
            if (rune.Value is >= FirstByte and < FirstByte + Bytes)
            {
                bytes.Add((byte)(rune.Value - FirstByte));
                continue;
            }

            Flush(bytes, result);
            switch (rune.Value)
            {
                case Capital:
                    isCapital = true;
                    continue;
                case LineFeed:
                    at += at < escaped.Length && escaped[at] == ' ' ? 1 : 0;
                    result.Append('\n');
                    break;
                case Tab:
                    result.Append('\t');
                    break;
                case Blank:
                    result.Append(' ');
                    break;
                default:
                    result.Append(isCapital ? Rune.ToUpperInvariant(rune) : rune);
                    break;
            }

            isCapital = false;
        }

        Flush(bytes, result);
        return result.ToString();
    }

    private static void Flush(List<byte> bytes, StringBuilder result)
    {
        if (bytes.Count > 0)
        {
            result.Append(Utf8.GetString(bytes.ToArray()));
            bytes.Clear();
        }
    }
}
