using System.Globalization;
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
            yield return Text($"{test.A} − {test.B}: {Points(test.Difference)}{Seeds(test)}{PValue(test)}{Detectable(test)}{(test.HasUnequalBudgets ? "; unequal budgets" : "")}");
        }

        foreach (var refused in model.Refused)
        {
            yield return Text($"{refused.A} − {refused.B}: not tested, {refused.SimulationsOfA:N0} simulations against {refused.SimulationsOfB:N0} (gleaner report --unequal-budgets)");
        }
    }

    private static string Points(Estimate difference) => difference is { Low: { } low, High: { } high }
        ? Text($"{100 * difference.Value:+0.0;−0.0;0.0} points [{100 * low:+0.0;−0.0;0.0}, {100 * high:+0.0;−0.0;0.0}]")
        : Text($"{100 * difference.Value:+0.0;−0.0;0.0} points");

    private static string Seeds(MethodComparison test) => test.OverSeeds is { Low: { } low, High: { } high }
        ? Text($", t over seeds [{100 * low:+0.0;−0.0;0.0}, {100 * high:+0.0;−0.0;0.0}]")
        : "";

    private static string PValue(MethodComparison test) => test.AdjustedP switch
    {
        null => "",
        < 0.001 => ", p < 0.001 (Holm)",
        var p => Text($", p {p:0.000} (Holm)"),
    };

    private static string Detectable(MethodComparison test) => test.MinimumDetectable is { } effect ? Text($", detectable from {100 * effect:0.0}") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
