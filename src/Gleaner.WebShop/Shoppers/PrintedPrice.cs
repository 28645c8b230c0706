using System.Globalization;
using System.Text.RegularExpressions;

namespace Gleaner.WebShop.Shoppers;

/// <summary>A price tag as printed: "$34.0" or "$8.5 to $12.98".</summary>
internal static partial class PrintedPrice
{
    /// <summary>The highest price that the tag names; infinite if it names none.</summary>
    public static double Highest(string tag)
    {
        var prices = Number().Matches(tag);
        return prices.Count == 0 ? double.PositiveInfinity : prices.Max(match => double.Parse(match.Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\d+(?:\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
