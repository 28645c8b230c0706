using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gleaner.IO.Texts;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Catalogue;

/// <summary>Prices as the raw catalogue writes them ("$1,877.80", "$19.99$27.99", "") and as pages print them.</summary>
internal static class PriceTag
{
    private static readonly ImmutableArray<double> Unpriced = [100.0];

    /// <summary>The price, or the first two of a range; 100 dollars where none is given.</summary>
    /// <exception cref="FormatException">An amount is not a number, or there is none.</exception>
    internal static ImmutableArray<double> Parse(string? pricing)
    {
        if (string.IsNullOrEmpty(pricing))
        {
            return Unpriced;
        }

        var parts = pricing.Split('$');
        if (parts.Length < 2)
        {
            throw new FormatException($"'{pricing}' holds no amount in dollars such as '$12.50'");
        }

        // All amounts are read, so that a broken third one is not passed over in silence; two are kept.
        ImmutableArray<double> amounts = [.. parts.Skip(1).Select(part => ParseAmount(part, pricing))];
        return amounts.Length > 2 ? amounts[..2] : amounts;
    }

    /// <summary>"$34.0", or "$8.5 to $12.98" for a range.</summary>
    internal static string Format(ImmutableArray<double> prices) => prices.Length == 1
        ? "$" + PythonLiteral.Float(prices[0])
        : $"${PythonLiteral.Float(prices[0])} to ${PythonLiteral.Float(prices[1])}";

    private static double ParseAmount(string part, string pricing)
    {
        var digits = new StringBuilder(part.Length);
        foreach (var c in part)
        {
            if (c == '.')
            {
                digits.Append(c);
            }
            else if (char.IsDigit(c))
            {
                digits.Append((char)('0' + (int)char.GetNumericValue(c)));
            }
        }

        return double.TryParse(digits.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && double.IsFinite(amount)
            ? amount
            : throw new FormatException($"'{Excerpt.Start(pricing, 60)}' holds an amount that is not a number ('{Excerpt.Start(part, 60)}')");
    }
}
