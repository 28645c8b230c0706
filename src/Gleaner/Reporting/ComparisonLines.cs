using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.CommandLine.Reporting;

/// <summary>The paired tests on the first split, a line each for the terminal.</summary>
internal static class ComparisonLines
{
    /// <summary>The lines: what was tested, then what was not because budgets differ; none where there is neither.</summary>
    public static IEnumerable<string> Of(ReportModel model)
    {
        foreach (var test in model.Comparisons.Where(test => model.Splits is [var main, ..] && test.Split == main.Name))
        {
            yield return $"{test.A} − {test.B}: {Points(test.Difference)}{Seeds(test)}{PValue(test)}{Detectable(test)}{(test.HasUnequalBudgets ? "; unequal budgets" : "")}";
        }

        foreach (var refused in model.Refused)
        {
            yield return $"{refused.A} − {refused.B}: not tested, {Format.Number(refused.SimulationsOfA, 0)} simulations against {Format.Number(refused.SimulationsOfB, 0)} (gleaner report --unequal-budgets)";
        }
    }

    private static string Points(Estimate difference) => difference is { Low: { } low, High: { } high }
        ? $"{Format.SignedPoints(difference.Value)} points {Interval(low, high)}"
        : $"{Format.SignedPoints(difference.Value)} points";

    private static string Seeds(MethodComparison test) => test.OverSeeds is { Low: { } low, High: { } high }
        ? $", t over seeds {Interval(low, high)}"
        : "";

    private static string PValue(MethodComparison test) => test.AdjustedP switch
    {
        null => "",
        < 0.001 => ", p < 0.001 (Holm)",
        { } p => $", p {Format.Number(p, 3)} (Holm)",
    };

    private static string Detectable(MethodComparison test) => test.MinimumDetectable is { } effect ? $", detectable from {Format.Points(effect)}" : "";

    private static string Interval(double low, double high) => $"[{Format.SignedPoints(low)}, {Format.SignedPoints(high)}]";
}
