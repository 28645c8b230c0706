using System.Globalization;
using System.Text;

namespace Gleaner.WebShop.Search;

/// <summary>
/// The <see cref="WordBreakClass"/> of a code point as Unicode 9 has it (the version that Lucene's standard tokenizer is built on),
/// derived from general categories and a few tables.
/// </summary>
internal static class WordBreakProperty
{
    private static readonly WordBreakClass[] Ascii = [.. Enumerable.Range(0, 128).Select(Derive)];

    internal static WordBreakClass Of(int codePoint) => codePoint < Ascii.Length ? Ascii[codePoint] : Derive(codePoint);

    private static WordBreakClass Derive(int codePoint)
    {
        switch (codePoint)
        {
            case '\'':
                return WordBreakClass.SingleQuote;
            case '"':
                return WordBreakClass.DoubleQuote;
            case ':' or 0xB7 or 0x2D7 or 0x387 or 0x5F4 or 0x2027 or 0xFE13 or 0xFE55 or 0xFF1A:
                return WordBreakClass.MidLetter;
            case '.' or 0x2018 or 0x2019 or 0x2024 or 0xFE52 or 0xFF07 or 0xFF0E:
                return WordBreakClass.MidNumberLetter;
            case ',' or ';' or 0x37E or 0x589 or 0x60C or 0x60D or 0x66C or 0x7F8 or 0x2044
                or 0xFE10 or 0xFE14 or 0xFE50 or 0xFE54 or 0xFF0C or 0xFF1B:
                return WordBreakClass.MidNumber;
            case 0x66B:
                return WordBreakClass.Numeric;
            case 0x202F:
                return WordBreakClass.ExtendNumLet;
            case 0x200B:
                return WordBreakClass.Other;
            case 0xFF9E or 0xFF9F:
                return WordBreakClass.Extend;
        }

        if (codePoint >= 0x3000 && IsKatakana(codePoint))
        {
            return WordBreakClass.Katakana;
        }

        return FromCategory(codePoint, CategoryOf(codePoint));
    }

    private static bool IsKatakana(int codePoint) => CodePointRanges.Contains(CodePointRanges.Katakana, codePoint);

    // A lone surrogate is not a character and so separates words.
    private static UnicodeCategory CategoryOf(int codePoint) =>
        Rune.IsValid(codePoint) ? Rune.GetUnicodeCategory(new Rune(codePoint)) : UnicodeCategory.Surrogate;

    private static WordBreakClass FromCategory(int codePoint, UnicodeCategory category)
    {
        switch (category)
        {
            case UnicodeCategory.DecimalDigitNumber:
                return WordBreakClass.Numeric;
            case UnicodeCategory.ConnectorPunctuation:
                return WordBreakClass.ExtendNumLet;
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format:
                return WordBreakClass.Extend;
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber:
                return codePoint < 0x0590 ? WordBreakClass.Letter : LetterClass(codePoint);
            default:
                return SymbolClass(codePoint);
        }
    }

    private static WordBreakClass LetterClass(int codePoint)
    {
        // Iteration marks are Han characters that still join words.
        if (codePoint is 0x3005 or 0x303B or 0x16FE3)
        {
            return WordBreakClass.Letter;
        }

        return CodePointRanges.Contains(CodePointRanges.Han, codePoint) ? WordBreakClass.Ideograph
            : CodePointRanges.Contains(CodePointRanges.Hiragana, codePoint) ? WordBreakClass.Hiragana
            : CodePointRanges.Contains(CodePointRanges.HebrewLetter, codePoint) ? WordBreakClass.HebrewLetter
            : CodePointRanges.Contains(CodePointRanges.ComplexContext, codePoint) ? WordBreakClass.ComplexContext
            : CodePointRanges.Contains(CodePointRanges.IdeographicLetters, codePoint) ? WordBreakClass.Other
            : WordBreakClass.Letter;
    }

    // Radicals are Han symbols, and a few symbols of other scripts count as letters.
    private static WordBreakClass SymbolClass(int codePoint) =>
        codePoint < 0x590 ? WordBreakClass.Other
        : CodePointRanges.Contains(CodePointRanges.LetterLikeSymbols, codePoint) ? WordBreakClass.Letter
        : CodePointRanges.Contains(CodePointRanges.Han, codePoint) ? WordBreakClass.Ideograph
        : CodePointRanges.Contains(CodePointRanges.Hiragana, codePoint) ? WordBreakClass.Hiragana
        : CodePointRanges.Contains(CodePointRanges.ComplexContext, codePoint) ? WordBreakClass.ComplexContext
        : WordBreakClass.Other;
}

/// <summary>
/// What a code point may do inside a word: the Word_Break values of Unicode Standard Annex #29 that the tokenizer's rules tell
/// apart, and the scripts whose characters stand alone.
/// </summary>
internal enum WordBreakClass : byte
{
    /// <summary>Separates words and belongs to none.</summary>
    Other,
    Letter,
    HebrewLetter,
    Numeric,
    Katakana,

    /// <summary>'_' and its kin: joins letters, digits and katakana.</summary>
    ExtendNumLet,

    /// <summary>Joins two letters: ':' '·'.</summary>
    MidLetter,

    /// <summary>Joins two digits: ',' ';'.</summary>
    MidNumber,

    /// <summary>Joins two letters or two digits: '.' '’'.</summary>
    MidNumberLetter,

    /// <summary>The apostrophe: as <see cref="MidNumberLetter"/>, and it may end a Hebrew word.</summary>
    SingleQuote,

    /// <summary>Joins two Hebrew letters.</summary>
    DoubleQuote,

    /// <summary>Combining marks and format characters: part of what precedes them.</summary>
    Extend,

    /// <summary>A Han character: a token of its own.</summary>
    Ideograph,

    /// <summary>A Hiragana character: a token of its own.</summary>
    Hiragana,

    /// <summary>A letter of a script written without blanks (Thai, Lao, Khmer, Burmese ...): a run is one token.</summary>
    ComplexContext,
}
