using System.Globalization;
using System.Text;

namespace Gleaner.WebShop.Text;

/// <summary>Python's <c>str</c> operations where .NET's differ in the corners.</summary>
internal static class PythonStrings
{
    private const char DottedCapitalI = '\u0130';
    private const char CapitalSigma = '\u03a3';

    /// <summary><c>str.strip()</c>. Python also strips the separators U+001C..U+001F.</summary>
    internal static string Strip(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary><c>str.lower()</c>: full case mapping, so I with dot becomes two characters and a final sigma its own letter.</summary>
    internal static string Lower(string text)
    {
        var lower = text.ToLowerInvariant();
        return text.AsSpan().IndexOfAny(DottedCapitalI, CapitalSigma) < 0 ? lower : LowerSpecial(text, lower);
    }

    /// <summary>Whether <c>str.isspace()</c> holds for the character.</summary>
    internal static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>Python's order of strings: by code point, not by UTF-16 unit.</summary>
    internal static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                // A surrogate stands for a code point above every other unit.
                var leftHigh = char.IsSurrogate(left[i]);
                return leftHigh == char.IsSurrogate(right[i]) ? left[i] - right[i] : leftHigh ? 1 : -1;
            }
        }

        return left.Length - right.Length;
    }

    private static string LowerSpecial(string text, string lower)
    {
        var result = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            _ = text[i] switch
            {
                DottedCapitalI => result.Append("i\u0307"),
                CapitalSigma => result.Append(IsFinalSigma(text, i) ? '\u03c2' : '\u03c3'),
                _ => result.Append(lower[i]),
            };
        }

        return result.ToString();
    }

    // Unicode's Final_Sigma: a cased letter before and none after, case-ignorable characters skipped.
    private static bool IsFinalSigma(string text, int position)
    {
        var before = position - 1;
        while (before >= 0 && IsCaseIgnorable(text[before]))
        {
            before--;
        }

        var after = position + 1;
        while (after < text.Length && IsCaseIgnorable(text[after]))
        {
            after++;
        }

        return before >= 0 && IsCased(text[before]) && (after >= text.Length || !IsCased(text[after]));
    }

    private static bool IsCased(char c) => char.IsUpper(c) || char.IsLower(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(char c) => c is '\'' or '.' or ':' or '^' or '`' or '\u00b7' or '\u2018' or '\u2019' or '\u2024' or '\u2027'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
