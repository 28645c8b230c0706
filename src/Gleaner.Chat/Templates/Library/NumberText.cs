using System.Globalization;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Library;

/// <summary>Reads numbers from strings.</summary>
internal static class NumberText
{
    /// <summary>A whole number, or the whole part of a decimal one.</summary>
    public static bool TryInteger(string text, out long number)
    {
        var bare = text.AsSpan();
        while (bare.Length > 0 && PythonText.IsSpace(bare[0]))
        {
            bare = bare[1..];
        }

        while (bare.Length > 0 && PythonText.IsSpace(bare[^1]))
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
}
