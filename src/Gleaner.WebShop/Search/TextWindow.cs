using System.Text;

namespace Gleaner.WebShop.Search;

/// <summary>Code points of a text, read by position. A lone surrogate reads as itself.</summary>
internal static class TextWindow
{
    /// <summary>The code point at <paramref name="position"/> and its length in chars; (-1, 0) at the end.</summary>
    internal static int CodePointAt(ReadOnlySpan<char> text, int position, out int length)
    {
        if ((uint)position >= (uint)text.Length)
        {
            length = 0;
            return -1;
        }

        var first = text[position];
        if (char.IsHighSurrogate(first) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]))
        {
            length = 2;
            return new Rune(first, text[position + 1]).Value;
        }

        length = 1;
        return first;
    }
}
