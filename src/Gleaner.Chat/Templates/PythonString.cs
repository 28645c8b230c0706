using System.Text;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Python's string functions on traced texts: every character keeps its origin.</summary>
internal static class PythonString
{
    /// <summary>Python's <c>str.isspace</c>, which counts four control characters more than .NET does.</summary>
    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001c' and <= '\u001f';

    /// <summary>Cuts characters off the ends: white space, or those of a set.</summary>
    public static TracedText Strip(TracedText text, string? characters, bool left, bool right)
    {
        int start = 0, end = text.Length;
        while (left && start < end && Goes(text.Text[start]))
        {
            start++;
        }

        while (right && end > start && Goes(text.Text[end - 1]))
        {
            end--;
        }

        return text.Slice(start, end - start);

        bool Goes(char character) => characters is null ? IsSpace(character) : characters.Contains(character);
    }

    /// <summary>Cuts at white space, which does not begin, end or follow itself; at most <paramref name="most"/> cuts where that is not negative.</summary>
    public static List<TracedText> SplitAtSpace(TracedText text, long most)
    {
        var parts = new List<TracedText>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && IsSpace(text.Text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                return parts;
            }

            if (most >= 0 && parts.Count == most)
            {
                parts.Add(Strip(text.Slice(at), null, left: false, right: true));
                return parts;
            }

            var start = at;
            while (at < text.Length && !IsSpace(text.Text[at]))
            {
                at++;
            }

            parts.Add(text.Slice(start, at - start));
        }
    }

    /// <summary>Cuts at each occurrence of a separator, from the left.</summary>
    public static List<TracedText> Split(TracedText text, string separator, long most)
    {
        var parts = new List<TracedText>();
        var start = 0;
        while (most < 0 || parts.Count < most)
        {
            var at = text.Text.IndexOf(separator, start, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            parts.Add(text.Slice(start, at - start));
            start = at + separator.Length;
        }

        parts.Add(text.Slice(start));
        return parts;
    }

    /// <summary>Puts parts together, a separator between them.</summary>
    public static TracedText Join(IReadOnlyList<TracedText> parts, TracedText separator)
    {
        var joined = new TracedTextBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                joined.Append(separator);
            }

            joined.Append(parts[i]);
        }

        return joined.Build();
    }

    /// <summary>Changes each character by itself.</summary>
    public static TracedText Map(TracedText text, Func<char, char> change) =>
        new(string.Create(text.Length, (text, change), static (to, state) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = state.change(state.text.Text[i]);
            }
        }), text.Runs);

    /// <summary>Upper case at the start of each word, where <paramref name="startsWord"/> sees the character before; lower case elsewhere.</summary>
    public static TracedText Title(TracedText text, Func<char, bool> startsWord)
    {
        var before = '\0';
        var isFirst = true;
        return Map(text, character =>
        {
            var changed = isFirst || startsWord(before) ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character);
            (before, isFirst) = (character, false);
            return changed;
        });
    }

    /// <summary>Number of code points: Python counts a pair of surrogates as one character.</summary>
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
            }
        }

        return count;
    }

    /// <summary>The code points one by one.</summary>
    public static List<TracedText> Characters(TracedText text)
    {
        var characters = new List<TracedText>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = char.IsSurrogatePair(text.Text, i) ? 2 : 1;
            characters.Add(text.Slice(i, length));
            i += length;
        }

        return characters;
    }

    /// <summary>Order by code points.</summary>
    public static int Compare(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return PointAt(left, same).CompareTo(PointAt(right, same));

        static int PointAt(string text, int at)
        {
            if (at > 0 && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]))
            {
                at--;
            }

            return Rune.TryGetRuneAt(text, at, out var rune) ? rune.Value : text[at];
        }
    }
}
