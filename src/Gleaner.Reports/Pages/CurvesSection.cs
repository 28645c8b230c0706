using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Win rate and score by iteration, and what the simulations bought.</summary>
internal static class CurvesSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        if (context.MainSplit is not { } split || context.Learners.All(m => m.Iterations.Count == 0))
        {
            return;
        }

        var tasks = context.Splits.First(s => s.Name == split).Tasks;
        page.Add($"<section id=\"curves\"><h2>Learning curves</h2>\n<div class=\"figures\">");
        Figure.Add(page, "Win rate by iteration", $"% of {Format.Count(tasks)} test tasks won, {split}",
            width => Chart(context, "Win rate by iteration", i => i.Iteration, i => i.On(split)?.WinRate, Format.Points, Percent, width, References(context, split, r => r.WinRate)),
            $"Bands are {context.Level} intervals; dashed horizontal lines are experts, dashed curves controls.");
        if (context.Learners.SelectMany(m => m.Iterations).Any(i => i.On(split)?.Score is not null))
        {
            Figure.Add(page, "Score by iteration", $"Mean reward, {split}",
                width => Chart(context, "Mean score by iteration", i => i.Iteration, i => i.On(split)?.Score, Format.Score, Format.Tick, width, References(context, split, r => r.Score)));
        }

        var spent = context.Learners.SelectMany(m => m.Iterations).Any(i => i.Simulations > 0);
        if (spent)
        {
            Figure.Add(page, "Win rate by simulations spent", "% of test tasks won against cumulative training rollouts",
                width => Chart(context, "Win rate by simulations", i => i.Simulations, i => i.On(split)?.WinRate, Format.Points, Percent, width, References(context, split, r => r.WinRate)));
        }

        if (spent && context.Learners.SelectMany(m => m.Iterations).Any(i => i.TrainingTasksSolved is not null))
        {
            Figure.Add(page, "Training tasks ever solved", "Tasks with a positive trajectory against cumulative training rollouts",
                width => Chart(context, "Training tasks ever solved by simulations", i => i.Simulations, i => i.TrainingTasksSolved is { } n ? new Estimate(n) : null, v => Format.Count(v), Format.Tick, width, []));
        }

        page.Add($"</div></section>\n");
    }

    private static Fragment Chart(
        ReportContext context, string title, Func<IterationResult, double?> x, Func<IterationResult, Estimate?> y,
        Func<double, string> label, Func<double, string> tick, double width, IReadOnlyList<ReferenceLine> references)
    {
        var byIteration = title.EndsWith("iteration", StringComparison.Ordinal);
        return new LineChart
        {
            Description = title,
            Series = [.. context.Learners.Where(m => byIteration || m.Iterations.Any(i => x(i) > 0)).Select(Series)],
            References = references,
            X = byIteration ? ReportContext.Iteration : v => Format.Tick(v),
            Y = label,
            YTick = tick,
            WholeX = byIteration,
            Width = width,
        }.Render();

        LineSeries Series(MethodResult method) => new(ReportContext.Label(method), context.Palette[method.Name], Points(method.Iterations))
        {
            Emphasis = method.Kind == MethodKind.Eef,
            Dashed = method.Kind == MethodKind.Control,
            Ghosts = [.. method.PerSeed.Select(s => Points(s.Iterations))],
        };

        IReadOnlyList<LinePoint> Points(IReadOnlyList<IterationResult> iterations) =>
            [.. from i in iterations
                let at = x(i)
                let value = y(i)
                where at is not null && value is not null
                orderby at
                select new LinePoint(at.Value, value.Value.Value, value.Value.Low, value.Value.High)];
    }

    private static IReadOnlyList<ReferenceLine> References(ReportContext context, string split, Func<SplitResult, Estimate?> value) =>
        [.. from expert in context.Experts
            let estimate = expert.Last?.On(split) is { } result ? value(result) : null
            where estimate is not null
            select new ReferenceLine(ReportContext.Label(expert), context.Palette[expert.Name], estimate.Value.Value)];

    private static string Percent(double share) => Format.Tick(Math.Round(share * 100, 6));
}
