using System.Globalization;

namespace Gleaner.Chat.Templates;

/// <summary>Numbers as Python takes and writes them.</summary>
internal static class Number
{
    /// <summary>The whole number, a truth value as 0 or 1; null for anything else.</summary>
    public static long? AsInteger(Value value) => value switch
    {
        IntegerValue integer => integer.Number,
        BooleanValue => value.IsTrue ? 1 : 0,
        _ => null,
    };

    /// <summary>The number of any type; null for what is not a number.</summary>
    public static double? AsFloat(Value value) => value is FloatValue number ? number.Number : AsInteger(value);

    /// <summary>The shortest digits that give the number back, in Python's form.</summary>
    public static string Write(double number)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        if (number == 0)
        {
            return double.IsNegative(number) ? "-0.0" : "0.0";
        }

        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            var plain = shortest.Contains('E') ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.') ? plain : plain + ".0";
        }

        var mark = shortest.IndexOf('E');
        var digits = mark < 0 ? shortest : shortest[..mark];
        if (mark < 0)
        {
            digits = Mantissa(digits);
        }

        return $"{digits}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>A whole number, or the whole part of a decimal one.</summary>
    public static bool TryParse(string text, out long number)
    {
        var bare = text.AsSpan();
        while (bare.Length > 0 && PythonString.IsSpace(bare[0]))
        {
            bare = bare[1..];
        }

        while (bare.Length > 0 && PythonString.IsSpace(bare[^1]))
        {
            bare = bare[..^1];
        }

        if (long.TryParse(bare, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (bare.Length > 0 && double.TryParse(bare, Decimal, CultureInfo.InvariantCulture, out var real) && Math.Abs(real) < long.MaxValue)
        {
            number = (long)real;
            return true;
        }

        return false;
    }

    private static string Mantissa(string digits)
    {
        var sign = digits[0] == '-' ? "-" : "";
        var bare = digits.Replace("-", "").Replace(".", "").TrimStart('0').TrimEnd('0');
        return sign + bare[0] + (bare.Length > 1 ? "." + bare[1..] : "");
    }
}
