using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Pages;

/// <summary>Differences between methods on the same tasks.</summary>
internal static class PairedTestsSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        var tests = context.Model.Comparisons;
        if (tests.Count == 0)
        {
            return;
        }

        var reach = tests.SelectMany(t => new[] { t.Difference.Value, t.Difference.Low ?? 0, t.Difference.High ?? 0 })
            .Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        reach = Math.Max(0.01, reach);
        page.Add($"<section id=\"paired\"><h2>Paired tests</h2>\n<div class=\"scroll\"><table class=\"compact\"><thead><tr>");
        page.Add($"<th>A − B</th><th>Split</th><th class=\"num\">Difference, points</th><th class=\"num\">{context.Level} interval</th><th></th>");
        page.Add($"<th class=\"num\">Score difference</th><th class=\"num\">Only A won</th><th class=\"num\">Only B won</th><th class=\"num\">p (McNemar)</th></tr></thead><tbody>\n");
        foreach (var test in tests)
        {
            page.Add($"<tr><th scope=\"row\"><span class=\"key {context.Palette[test.A]}\"></span>{test.A} − {test.B}</th><td>{test.Split}<small>{Format.Count(test.Tasks)} tasks</small></td>");
            page.Add($"<td class=\"num\"><b>{Format.SignedPoints(test.Difference.Value)}</b></td><td class=\"num\">{Format.SignedInterval(test.Difference, Format.SignedPoints)}</td>");
            page.Add($"<td>{IntervalMark.Render(test.Difference, -reach, reach, context.Palette[test.A], zero: true)}</td><td class=\"num\">");
            page.Add($"{(test.ScoreDifference is { } score ? Format.SignedScore(score.Value) : Format.Unknown)}<small>{(test.ScoreDifference is { } s ? Format.SignedInterval(s, Format.SignedScore) : "")}</small></td>");
            page.Add($"<td class=\"num\">{Format.Count(test.OnlyA)}</td><td class=\"num\">{Format.Count(test.OnlyB)}</td><td class=\"num\">{Format.PValue(test.McNemarP)}</td></tr>\n");
        }

        page.Add($"</tbody></table></div>\n<p class=\"caption\">Both policies played the same tasks. The interval comes from a paired bootstrap over tasks; the p-value from the exact two-sided McNemar test on the tasks that only one of them won. No correction for the number of comparisons.</p></section>\n");
    }
}
