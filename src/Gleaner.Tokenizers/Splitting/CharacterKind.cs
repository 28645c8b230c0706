using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gleaner.Tokenizers.Splitting;

/// <summary>What the patterns distinguish: <c>\p{L}</c>, <c>\p{N}</c>, <c>\s</c>, and the rest (marks, punctuation, symbols, controls).</summary>
internal enum CharacterKind : byte
{
    Other,
    Letter,
    Number,
    Space,

    /// <summary>Half of a surrogate pair: the kind is that of the pair.</summary>
    Surrogate,
}

/// <summary>The kinds of all characters, by code point and not by UTF-16 unit: letters beyond U+FFFF are letters.</summary>
internal static class CharacterKinds
{
    private static readonly CharacterKind[] Table = [.. Enumerable.Range(0, 0x10000).Select(Find)];

    /// <summary>Kind and width in UTF-16 units of the character at <paramref name="at"/> of a well-formed text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterKind At(ReadOnlySpan<char> text, int at, out int width)
    {
        width = 1;
        var kind = Table[text[at]];
        return kind == CharacterKind.Surrogate ? OfPair(text, at, out width) : kind;
    }

    /// <summary>Index after the characters of one kind from <paramref name="at"/> on.</summary>
    public static int EndOfRun(ReadOnlySpan<char> text, int at, CharacterKind kind)
    {
        while (at < text.Length && At(text, at, out var width) == kind)
        {
            at += width;
        }

        return at;
    }

    private static CharacterKind OfPair(ReadOnlySpan<char> text, int at, out int width)
    {
        Rune.DecodeFromUtf16(text[at..], out var rune, out width);
        return Find(rune.Value);
    }

    private static CharacterKind Find(int code) => CharUnicodeInfo.GetUnicodeCategory(code) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterKind.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Number,
        UnicodeCategory.Surrogate => CharacterKind.Surrogate,
        _ => code < 0x10000 && char.IsWhiteSpace((char)code) ? CharacterKind.Space : CharacterKind.Other,
    };
}

/// <summary>The alternatives for white space that the patterns share.</summary>
internal static class WhiteSpace
{
    /// <summary><c>\s+(?!\S)|\s+</c>: the run, less its last character where something follows, but never nothing.</summary>
    public static int EndOfRunBeforeWord(ReadOnlySpan<char> piece, int at)
    {
        var end = CharacterKinds.EndOfRun(piece, at, CharacterKind.Space);
        return end == piece.Length || end - at == 1 ? end : end - 1;
    }
}
