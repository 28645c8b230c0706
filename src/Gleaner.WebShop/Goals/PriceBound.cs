using System.Globalization;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Goals;

/// <summary>Price bounds of goals: multiples of 10 dollars not far above the product's price.</summary>
internal static class PriceBound
{
    private const int Choices = 4;

    /// <summary>The first four of 10, 20, ..., 990 above the price.</summary>
    internal static double[] Candidates(double price) =>
        [.. Enumerable.Range(1, 99).Select(tens => 10.0 * tens).Where(bound => bound > price).Take(Choices)];

    /// <summary>The larger of two different candidates, or no bound where there are not two.</summary>
    internal static double Draw(double price, PythonRandom random)
    {
        double[] candidates = Candidates(price);
        return candidates.Length < 2 ? Goal.NoPriceBound : random.Sample(candidates, 2).Max();
    }

    /// <summary>The words that tell the bound; empty for none.</summary>
    internal static string Text(double bound) => bound == Goal.NoPriceBound
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", and price lower than {bound:F2} dollars");
}
