using System.Globalization;
using System.Text;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

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
