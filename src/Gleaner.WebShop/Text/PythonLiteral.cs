using System.Globalization;
using System.Text;

namespace Gleaner.WebShop.Text;

/// <summary>How Python prints values: <c>repr</c>, <c>json.dumps</c> and Flask's <c>tojson</c>.</summary>
internal static class PythonLiteral
{
    /// <summary><c>repr(float)</c>: shortest digits that read back the same, exponent below 1e-4 and from 1e16.</summary>
    internal static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var exponent = Exponent(shortest);
        var digits = Digits(shortest);
        var sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0') + ".0"
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    /// <summary>Appends <c>repr(str)</c>: single quotes unless only a double quote avoids escaping.</summary>
    internal static void AppendRepr(StringBuilder output, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        output.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                output.Append("\\u").Append(((int)text[i]).ToString("x4", CultureInfo.InvariantCulture));
                continue;
            }

            i += rune.Utf16SequenceLength - 1;
            AppendReprRune(output, rune, quote);
        }

        output.Append(quote);
    }

    /// <summary>Appends <c>json.dumps(str)</c>: ASCII only.</summary>
    internal static void AppendJson(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\n' => output.Append("\\n"),
                '\r' => output.Append("\\r"),
                '\t' => output.Append("\\t"),
                '\b' => output.Append("\\b"),
                '\f' => output.Append("\\f"),
                < ' ' or > '~' => AppendUnicodeEscape(output, c),
                _ => output.Append(c),
            };
        }

        output.Append('"');
    }

    /// <summary>What <c>tojson</c> makes of JSON so that it can stand in HTML.</summary>
    internal static string HtmlSafe(string json) => json
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("'", "\\u0027", StringComparison.Ordinal);

    private static StringBuilder AppendUnicodeEscape(StringBuilder output, char c) =>
        output.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));

    private static void AppendReprRune(StringBuilder output, Rune rune, char quote)
    {
        var value = rune.Value;
        _ = value switch
        {
            '\\' => output.Append("\\\\"),
            '\n' => output.Append("\\n"),
            '\r' => output.Append("\\r"),
            '\t' => output.Append("\\t"),
            _ when value == quote => output.Append('\\').Append(quote),
            _ when IsPrintable(rune) => output.Append(rune.ToString()),
            <= 0xff => output.Append("\\x").Append(value.ToString("x2", CultureInfo.InvariantCulture)),
            <= 0xffff => output.Append("\\u").Append(value.ToString("x4", CultureInfo.InvariantCulture)),
            _ => output.Append("\\U").Append(value.ToString("x8", CultureInfo.InvariantCulture)),
        };
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    // Power of ten of the first significant digit in .NET's shortest form, "0.00012", "120" or "1.2E+20".
    private static int Exponent(string shortest)
    {
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark >= 0)
        {
            return int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        var point = shortest.IndexOf('.', StringComparison.Ordinal);
        var first = shortest.AsSpan().IndexOfAnyExcept('0', '.');
        var whole = point < 0 ? shortest.Length : point;
        return first < whole ? whole - first - 1 : whole - first;
    }

    // Its significant digits, without point, exponent and outer zeros.
    private static string Digits(string shortest)
    {
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        return mantissa.Replace(".", "", StringComparison.Ordinal).Trim('0');
    }
}
