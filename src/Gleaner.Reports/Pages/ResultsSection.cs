using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>The comparison: every method and expert on every split, and what each result cost.</summary>
internal static class ResultsSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        page.Add($"<section id=\"results\"><h2>Results</h2>\n");
        if (context.Model.Methods.Count == 0)
        {
            page.Add($"<p class=\"empty\">No method has finished an iteration yet.</p></section>\n");
            return;
        }

        WriteRates(page, context);
        WriteEffort(page, context);
        page.Add($"</section>\n");
    }

    private static void WriteRates(MarkupBuilder page, ReportContext context)
    {
        var splits = context.Splits.ToArray();
        page.Add($"<div class=\"scroll\"><table class=\"results\"><thead><tr><th rowspan=\"2\">Method</th><th rowspan=\"2\">Iteration</th>");
        foreach (var split in splits)
        {
            page.Add($"<th colspan=\"2\" class=\"split\" title=\"{split.Description}\">{split.Name}<small>{Format.Count(split.Tasks)} tasks</small></th>");
        }

        page.Add($"</tr><tr>");
        foreach (var _ in splits)
        {
            page.Add($"<th class=\"num\">Win rate</th><th class=\"num\">Score</th>");
        }

        page.Add($"</tr></thead><tbody>\n");
        var axis = Axis(context, splits);
        foreach (var method in context.Model.Methods)
        {
            WriteRow(page, context, method, method.Last, axis, splits, method.Kind == RowKind.Expert ? "" : "last");
            if (method.Best is { } best && best != method.Last)
            {
                WriteRow(page, context, method, best, axis, splits, "best on dev");
            }
        }

        page.Add($"</tbody></table></div>\n<p class=\"caption\">Win rate: share of tasks with full reward; score: mean reward. ");
        page.Add($"Small numbers and bars are {context.Level} intervals, all bars on the same scale, from {Format.Percent(axis.Low)} to {Format.Percent(axis.High)}. The iteration “best on dev” was chosen without looking at any test task.");
        foreach (var split in splits.Where(s => s.Description.Length > 0))
        {
            page.Add($" <b>{split.Name}</b>: {split.Description}");
        }

        foreach (var measure in context.Model.Measures)
        {
            page.Add($" <b>{measure.Name}</b>: {measure.Meaning}");
        }

        page.Add($"</p>\n");
    }

    private static void WriteRow(
        MarkupBuilder page, ReportContext context, MethodResult method, IterationResult? iteration, (double Low, double High) axis, SplitInfo[] splits, string role)
    {
        var first = role != "best on dev";
        page.Add($"<tr class=\"{(method.Kind == RowKind.Eef ? "accent" : "")}{(first ? "" : " second")}\"><th scope=\"row\">");
        if (first)
        {
            Name(page, context, method);
            page.Add($"<small>{method.Description}</small>");
        }

        page.Add($"</th><td class=\"iteration\">");
        if (method.Kind == RowKind.Expert || iteration is null)
        {
            page.Add($"{Format.Unknown}");
        }
        else
        {
            page.Add($"{ReportContext.Iteration(iteration.Iteration)}<small>{(first && method.BestOnDev == iteration.Iteration ? "last, best on dev" : role)}</small>");
        }

        page.Add($"</td>");
        foreach (var split in splits)
        {
            if (iteration?.On(split.Name) is not { } result)
            {
                page.Add($"<td class=\"num none\">{Format.Unknown}</td><td class=\"num none\">{Format.Unknown}</td>");
                continue;
            }

            page.Add($"<td class=\"num\" title=\"{Format.Count(result.Wins)} of {Format.Count(result.Tasks)} tasks{(result.Groups is { } groups ? $" in {Format.Count(groups)} groups" : "")}\"><b>{Format.Percent(result.WinRate.Value)}</b>{Format.Aside(result.NotPlayed, "not played")}");
            page.Add($"<small>{Format.Interval(result.WinRate, Format.Points)}</small>{IntervalMark.Render(result.WinRate, axis.Low, axis.High, context.Palette[method.Name])}</td>");
            page.Add($"<td class=\"num\">{(result.Score is { } score ? Format.Score(score.Value) : Format.Unknown)}");
            page.Add($"<small>{(result.Score is { } s ? Format.Interval(s, Format.Score) : "")}</small>");
            foreach (var measure in result.Measures)
            {
                page.Add($"<small>{measure.Name} {Format.Score(measure.Value)}</small>");
            }

            page.Add($"</td>");
        }

        page.Add($"</tr>\n");
    }

    private static void WriteEffort(MarkupBuilder page, ReportContext context)
    {
        page.Add($"<h3>What it cost</h3>\n<div class=\"scroll\"><table class=\"compact\"><thead><tr><th>Method</th>");
        foreach (var head in (string[])["Simulations", "Environment steps", "Tokens generated", "Tokens trained", "Gradient steps", "Time", "Training tasks ever solved", "Of these, expert failed", "Simulations per newly solved"])
        {
            page.Add($"<th class=\"num\">{head}</th>");
        }

        page.Add($"</tr></thead><tbody>\n");
        foreach (var method in context.Model.Methods)
        {
            var last = method.Last;
            page.Add($"<tr class=\"{(method.Kind == RowKind.Eef ? "accent" : "")}\"><th scope=\"row\">");
            Name(page, context, method);
            page.Add($"</th>");
            foreach (var cell in (string[])[
                Format.Count(last?.Simulations) + Format.Aside(last?.StartsMissed ?? 0, "start states missed"), Format.Count(last?.EnvironmentSteps), Format.Compact(last?.TokensGenerated),
                Format.Compact(last?.TokensTrained), Format.Count(last?.GradientSteps), Format.Duration(last?.Seconds),
                Format.Count(last?.TrainingTasksSolved), Format.Count(last?.NewlySolved),
                last is { NewlySolved: > 0 and { } fresh, Simulations: > 0 and { } spent } ? Format.Count(Math.Round(spent / fresh, 1)) : Format.Unknown])
            {
                page.Add($"<td class=\"num\">{cell}</td>");
            }

            page.Add($"</tr>\n");
        }

        page.Add($"</tbody></table></div>\n");
    }

    private static void Name(MarkupBuilder page, ReportContext context, MethodResult method)
    {
        page.Add($"<span class=\"key {context.Palette[method.Name]}\"></span>{method.Name}");
        if (method.IsSimulated)
        {
            page.Add($" <span class=\"badge note\">simulated</span>");
        }
    }

    private static (double Low, double High) Axis(ReportContext context, SplitInfo[] splits)
    {
        var values = context.Model.Methods.SelectMany(m => new[] { m.Last, m.Best })
            .SelectMany(i => splits.Select(s => i?.On(s.Name)?.WinRate))
            .SelectMany(e => e is { } w ? new[] { w.Value, w.Low ?? w.Value, w.High ?? w.Value } : [])
            .Where(double.IsFinite).ToArray();
        return Ticks.Widen(0, Math.Max(0.1, values.DefaultIfEmpty(1).Max()), 5);
    }
}
