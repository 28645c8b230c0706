using System.Globalization;
using System.Text;

namespace Gleaner.Decoder.Tokens;

/// <summary>
/// Splits normalised text into the units that are encoded alone: up to 64 letters, up to three digits, or one other
/// character, each with the space before it. No piece ever spans two units.
/// </summary>
/// <remarks>64 letters: encoding a unit takes time quadratic in its length, and text can be hostile. Three digits: whole numbers below 1000 (sizes, most prices) can become one piece, longer ones stay compositional.</remarks>
internal ref struct WordEnumerator(ReadOnlySpan<char> text)
{
    private const int MaxLetters = 64;
    private const int MaxDigits = 3;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>The unit found by the last <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var length = _rest[0] == ' ' ? 1 : 0;
        if (length < _rest.Length)
        {
            Rune.DecodeFromUtf16(_rest[length..], out var first, out var consumed);
            length += consumed;
            var kind = KindOf(first);
            var limit = kind switch { Kind.Letter => MaxLetters, Kind.Digit => MaxDigits, _ => 1 };
            for (var count = 1; count < limit && length < _rest.Length; count++)
            {
                Rune.DecodeFromUtf16(_rest[length..], out var next, out consumed);
                if (KindOf(next) != kind)
                {
                    break;
                }

                length += consumed;
            }
        }

        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private static Kind KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Kind.Letter,
        UnicodeCategory.DecimalDigitNumber => Kind.Digit,
        _ => Kind.Other,
    };

    private enum Kind
    {
        Letter,
        Digit,
        Other,
    }
}
