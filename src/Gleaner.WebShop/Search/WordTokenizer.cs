using System.Text;

namespace Gleaner.WebShop.Search;

/// <summary>
/// Cuts a text into words, numbers, ideographs and emoji as Lucene's standard tokenizer does: at each position the longest match of
/// its rules within the next 255 chars, else one code point is passed over. Allocates nothing.
/// </summary>
internal ref struct WordTokenizer(ReadOnlySpan<char> text)
{
    /// <summary>The longest token in chars. A longer word continues in the next token.</summary>
    internal const int MaxTokenLength = 255;

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    /// <summary>The token after a successful <see cref="MoveNext"/>.</summary>
    internal ReadOnlySpan<char> Current { get; private set; }

    internal bool MoveNext()
    {
        while (_position < _text.Length)
        {
            var window = WindowAt(_position);
            var length = Match(window);
            if (length > 0)
            {
                Current = window[..length];
                _position += length;
                return true;
            }

            _ = TextWindow.CodePointAt(window, 0, out var skipped);
            _position += skipped;
        }

        return false;
    }

    private readonly ReadOnlySpan<char> WindowAt(int start)
    {
        var rest = _text[start..];
        if (rest.Length <= MaxTokenLength)
        {
            return rest;
        }

        var cutsPair = char.IsHighSurrogate(rest[MaxTokenLength - 1]);
        return rest[..(cutsPair ? MaxTokenLength - 1 : MaxTokenLength)];
    }

    private static int Match(ReadOnlySpan<char> window)
    {
        var first = TextWindow.CodePointAt(window, 0, out _);
        var length = WordRule.Match(window);
        if (length == 0)
        {
            length = WordBreakProperty.Of(first) switch
            {
                WordBreakClass.Ideograph or WordBreakClass.Hiragana => MatchRun(window, WordBreakClass.Other),
                WordBreakClass.ComplexContext => MatchRun(window, WordBreakClass.ComplexContext),

                // A vowel sign of such a script may stand first.
                WordBreakClass.Extend when CodePointRanges.Contains(CodePointRanges.ComplexContext, first)
                    => MatchRun(window, WordBreakClass.ComplexContext),
                _ => 0,
            };
        }

        // Plain words, by far the most frequent, cannot start an emoji.
        return first is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or ' ' ? length : Math.Max(length, EmojiRule.Match(window));
    }

    /// <summary>The first code point with the marks after it, and all that follow of the class <paramref name="repeated"/>.</summary>
    private static int MatchRun(ReadOnlySpan<char> window, WordBreakClass repeated)
    {
        _ = TextWindow.CodePointAt(window, 0, out var end);
        while (true)
        {
            var codePoint = TextWindow.CodePointAt(window, end, out var length);
            var kind = length == 0 ? WordBreakClass.Other : WordBreakProperty.Of(codePoint);
            if (kind == WordBreakClass.Other || (kind != WordBreakClass.Extend && kind != repeated))
            {
                return end;
            }

            end += length;
        }
    }
}

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
