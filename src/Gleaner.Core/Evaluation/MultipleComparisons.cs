using System.Collections.Immutable;

namespace Gleaner.Evaluation;

/// <summary>What a table of several comparisons needs beside each one's own test.</summary>
public static class MultipleComparisons
{
    // The 97.5 % and 80 % quantiles of the standard normal distribution.
    private const double Z975 = 1.959963984540054;
    private const double Z80 = 0.8416212335729143;

    /// <summary>
    /// Holm's step-down correction (S. Holm 1979): adjusted p-values in the order of <paramref name="pValues"/>. Rejecting those of at
    /// most α keeps the chance of any false rejection in the table below α, whatever depends on what.
    /// </summary>
    /// <param name="pValues">The single tests' p-values, 0 to 1.</param>
    public static ImmutableArray<double> Holm(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var largest = 0.0;
        foreach (var (rank, index) in Enumerable.Range(0, pValues.Count).OrderBy(index => pValues[index]).Index())
        {
            largest = Math.Max(largest, Math.Min(1, (pValues.Count - rank) * pValues[index]));
            adjusted[index] = largest;
        }

        return [.. adjusted];
    }

    /// <summary>
    /// The smallest true difference that a two-sided test at 5 % finds with a chance of 80 %: (z₀.₉₇₅ + z₀.₈) · standard error
    /// (H. S. Bloom 1995). A smaller one that was not found may be there all the same.
    /// </summary>
    /// <param name="standardError">Of the difference, not negative.</param>
    public static double MinimumDetectableEffect(double standardError) => (Z975 + Z80) * standardError;
}
