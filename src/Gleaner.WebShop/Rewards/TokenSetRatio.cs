using System.Globalization;
using System.Text;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>
/// How alike two texts are as sets of words, 0..100: thefuzz 0.19's <c>token_set_ratio</c> over Python's difflib. With the shared words
/// t0, and t1 and t2 the shared words followed by either text's own, the greatest ratio of (t0, t1), (t0, t2), (t1, t2).
/// </summary>
internal static class TokenSetRatio
{
    /// <summary>The ratio of two texts; 0 if either holds no word.</summary>
    internal static int Compute(string a, string b) => Compute(TokenSet.Parse(a), TokenSet.Parse(b));

    /// <summary>The ratio of two parsed texts; 0 if either holds no word.</summary>
    internal static int Compute(TokenSet a, TokenSet b)
    {
        if (a.Words.Length == 0 || b.Words.Length == 0)
        {
            return 0;
        }

        var shared = a.Words.Where(b.Words.Contains).ToArray();
        if (shared.Length == a.Words.Length || shared.Length == b.Words.Length)
        {
            return 100;
        }

        var common = CodePoints(shared);
        var first = CodePoints([.. shared, .. a.Words.Except(shared)]);
        var second = CodePoints([.. shared, .. b.Words.Except(shared)]);
        return Math.Max(Percent(first, second), Math.Max(Percent(common, first), Percent(common, second)));
    }

    /// <summary>Whether the ratio is above a limit of at least 0; most pairs are told apart without comparing them in full.</summary>
    internal static bool IsAbove(TokenSet a, TokenSet b, int limit)
    {
        if (a.Words.Length == 0 || b.Words.Length == 0)
        {
            return false;
        }

        // Without a shared word the ratio is that of the texts themselves.
        return HaveSharedWord(a, b)
            ? Compute(a, b) > limit
            : Rounded(2.0 * MostMatches(a.CodePoints, b.CodePoints) / (a.CodePoints.Length + b.CodePoints.Length)) > limit
                && Percent(a.CodePoints, b.CodePoints) > limit;
    }

    private static bool HaveSharedWord(TokenSet a, TokenSet b)
    {
        foreach (var word in a.Words)
        {
            if (Array.IndexOf(b.Words, word) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // No alignment can match more elements than both texts have of each kind; kinds that fall together only raise the bound.
    private static int MostMatches(int[] a, int[] b)
    {
        const int kinds = 128;
        Span<int> counts = stackalloc int[kinds];
        counts.Clear();
        foreach (var element in a)
        {
            counts[element % kinds]++;
        }

        var matches = 0;
        foreach (var element in b)
        {
            matches += counts[element % kinds]-- > 0 ? 1 : 0;
        }

        return matches;
    }

    private static int Percent(int[] a, int[] b) =>
        a.Length == 0 || b.Length == 0 ? 0 : Rounded(SequenceRatio.Compute(a, b));

    private static int Rounded(double ratio) => (int)Math.Round(100 * ratio, MidpointRounding.ToEven);

    private static int[] CodePoints(string[] words) => [.. string.Join(' ', words).EnumerateRunes().Select(rune => rune.Value)];
}

/// <summary>A text as the fuzzy comparison sees it: its distinct words, lower case, in the order of their code points. Immutable.</summary>
internal sealed class TokenSet
{
    private TokenSet(string[] words)
    {
        Words = words;
        CodePoints = [.. string.Join(' ', words).EnumerateRunes().Select(rune => rune.Value)];
    }

    internal string[] Words { get; }

    /// <summary>The code points of the words joined by blanks.</summary>
    internal int[] CodePoints { get; }

    /// <summary>
    /// Drops the characters U+0080..U+00FF, takes every character that is neither letter, number nor '_' for a blank, lowers and splits
    /// (thefuzz's <c>full_process</c> with <c>force_ascii</c>).
    /// </summary>
    internal static TokenSet Parse(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is < 0x80 or > 0xFF)
            {
                clean.Append(IsWordCharacter(rune) ? rune.ToString() : " ");
            }
        }

        var words = PythonStrings.Lower(clean.ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);
        return new TokenSet([.. words.Order(Comparer<string>.Create(PythonStrings.Compare))]);
    }

    // Python's \w.
    private static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
