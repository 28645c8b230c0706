namespace Gleaner.WebShop.Search;

/// <summary>
/// Longest emoji sequences of Unicode Technical Standard #51 (with skin tones, joiners, tags, keycaps, flags), in the form that
/// Lucene's standard tokenizer makes tokens of.
/// </summary>
internal static class EmojiRule
{
    private const int Joiner = 0x200D, TextSelector = 0xFE0E, EmojiSelector = 0xFE0F, Keycap = 0x20E3;

    /// <summary>The length in chars of the longest emoji sequence that starts at 0, or 0.</summary>
    internal static int Match(ReadOnlySpan<char> text)
    {
        var codePoint = TextWindow.CodePointAt(text, 0, out var length);
        if (codePoint is '#' or '*' or (>= '0' and <= '9'))
        {
            return MatchKeycap(text);
        }

        return codePoint < 0xA9 ? 0
            : IsRegionalIndicator(codePoint) ? MatchFlag(text, length)
            : MatchSequence(text);
    }

    // base marks* selector? keycap marks*; a word that starts with a digit is at least as long, so only '#' and '*' matter in the end.
    private static int MatchKeycap(ReadOnlySpan<char> text)
    {
        var position = SkipMarks(text, 1);
        if (TextWindow.CodePointAt(text, position, out var length) == EmojiSelector
            && TextWindow.CodePointAt(text, position + length, out _) == Keycap)
        {
            return SkipMarks(text, position + length + 1);
        }

        return text[1..position].Contains((char)Keycap) ? position : 0;
    }

    private static int MatchFlag(ReadOnlySpan<char> text, int length)
    {
        var second = SkipMarks(text, length);
        return IsRegionalIndicator(TextWindow.CodePointAt(text, second, out length)) ? SkipMarks(text, second + length) : 0;
    }

    private static int MatchSequence(ReadOnlySpan<char> text)
    {
        var end = MatchElement(text, 0);

        // An element's marks may include joiners; the next element joins when a joiner stands right before it.
        while (end > 0)
        {
            var next = end;
            while (next < text.Length && text[next] == Joiner)
            {
                next++;
            }

            if (text[next - 1] != Joiner)
            {
                break;
            }

            var joined = MatchElement(text, next);
            if (joined == 0)
            {
                break;
            }

            end = joined;
        }

        return end;
    }

    /// <summary>Matches joiner* emoji marks* selector?, or (joiner* base marks*)? skin-tone marks*; returns its end, or 0.</summary>
    private static int MatchElement(ReadOnlySpan<char> text, int start)
    {
        var position = start;
        while (position < text.Length && text[position] == Joiner)
        {
            position++;
        }

        var codePoint = TextWindow.CodePointAt(text, position, out var length);
        if (IsSkinTone(codePoint))
        {
            return position == start ? SkipMarks(text, position + length) : 0;
        }

        if (codePoint < 0 || !CodePointRanges.Contains(CodePointRanges.Emoji, codePoint))
        {
            return 0;
        }

        var end = SkipMarks(text, position + length);
        var following = TextWindow.CodePointAt(text, end, out length);
        if (following == EmojiSelector)
        {
            return end + length;
        }

        return IsSkinTone(following) && CodePointRanges.Contains(CodePointRanges.EmojiModifierBase, codePoint)
            ? SkipMarks(text, end + length)
            : end;
    }

    private static int SkipMarks(ReadOnlySpan<char> text, int position)
    {
        while (true)
        {
            var codePoint = TextWindow.CodePointAt(text, position, out var length);
            if (length == 0 || codePoint is TextSelector or EmojiSelector || WordBreakProperty.Of(codePoint) != WordBreakClass.Extend)
            {
                return position;
            }

            position += length;
        }
    }

    private static bool IsSkinTone(int codePoint) => codePoint is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsRegionalIndicator(int codePoint) => codePoint is >= 0x1F1E6 and <= 0x1F1FF;
}
