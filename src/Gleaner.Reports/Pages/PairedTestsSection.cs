using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Pages;

/// <summary>Differences between methods on the same tasks.</summary>
internal static class PairedTestsSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        if (context.Model is { Comparisons.Count: 0, Refused.Count: 0 })
        {
            return;
        }

        page.Add($"<section id=\"paired\"><h2>Paired tests</h2>\n");
        if (context.Model.Comparisons.Count > 0)
        {
            WriteTests(page, context);
        }

        if (context.Model.Refused.Count > 0)
        {
            page.Add($"<p class=\"caption\">Not tested, because their budgets differ: ");
            foreach (var (index, refused) in context.Model.Refused.Index())
            {
                page.Add($"{(index == 0 ? "" : "; ")}{refused.A} ({Format.Count(refused.SimulationsOfA)} simulations) and {refused.B} ({Format.Count(refused.SimulationsOfB)})");
            }

            page.Add($". A test would mix what the method brings with what more simulations bring; <code>gleaner report RUN --unequal-budgets</code> shows it all the same.</p>\n");
        }

        page.Add($"</section>\n");
    }

    private static void WriteTests(MarkupBuilder page, ReportContext context)
    {
        var tests = context.Model.Comparisons;
        var reach = tests.SelectMany(t => new[] { t.Difference.Value, t.Difference.Low ?? 0, t.Difference.High ?? 0 })
            .Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        reach = Math.Max(0.01, reach);
        page.Add($"<div class=\"scroll\"><table class=\"compact\"><thead><tr>");
        page.Add($"<th>A − B</th><th>Split</th><th class=\"num\">Difference, points</th><th class=\"num\">{context.Level} interval</th><th></th>");
        page.Add($"<th class=\"num\">t over seeds</th><th class=\"num\">Detectable</th><th class=\"num\">Score difference</th>");
        page.Add($"<th class=\"num\">Only A won</th><th class=\"num\">Only B won</th><th class=\"num\">p</th><th class=\"num\">p (Holm)</th></tr></thead><tbody>\n");
        foreach (var test in tests)
        {
            page.Add($"<tr><th scope=\"row\"><span class=\"key {context.Palette[test.A]}\"></span>{test.A} − {test.B}{(test.HasUnequalBudgets ? " (unequal budgets)" : "")}</th>");
            page.Add($"<td>{test.Split}<small>{Format.Count(test.Tasks)} tasks</small></td>");
            page.Add($"<td class=\"num\"><b>{Format.SignedPoints(test.Difference.Value)}</b></td><td class=\"num\">{Format.SignedInterval(test.Difference, Format.SignedPoints)}</td>");
            page.Add($"<td>{IntervalMark.Render(test.Difference, -reach, reach, context.Palette[test.A], zero: true)}</td>");
            page.Add($"<td class=\"num\">{(test.OverSeeds is { } seeds ? Format.SignedInterval(seeds, Format.SignedPoints) : Format.Unknown)}</td>");
            page.Add($"<td class=\"num\">{(test.MinimumDetectable is { } effect ? Format.Points(effect) : Format.Unknown)}</td><td class=\"num\">");
            page.Add($"{(test.ScoreDifference is { } score ? Format.SignedScore(score.Value) : Format.Unknown)}<small>{(test.ScoreDifference is { } s ? Format.SignedInterval(s, Format.SignedScore) : "")}</small></td>");
            page.Add($"<td class=\"num\">{Format.Count(test.OnlyA)}</td><td class=\"num\">{Format.Count(test.OnlyB)}</td>");
            page.Add($"<td class=\"num\">{Format.PValue(test.PValue)}<small>{(test.McNemarP is { } exact ? $"McNemar {Format.PValue(exact)}" : "")}</small></td>");
            page.Add($"<td class=\"num\">{Format.PValue(test.AdjustedP)}</td></tr>\n");
        }

        page.Add($"</tbody></table></div>\n<p class=\"caption\">Both policies played the same tasks. Interval and p come from a paired bootstrap over seeds and groups of tasks that share content; ");
        page.Add($"“t over seeds” is Student’s t interval of the seeds’ differences, “detectable” the smallest true difference that such a test finds with a chance of 80 %. ");
        page.Add($"McNemar’s exact test takes all tasks for independent. “p (Holm)” is corrected for all tests of this table.</p>\n");
    }
}
