using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Win rate and score by iteration, and what each unit of effort bought.</summary>
internal static class CurvesSection
{
    /// <summary>A chart: what runs along its axes and how the values print.</summary>
    private sealed record Curve(string Title, string Subtitle, Func<IterationResult, double?> X, Func<IterationResult, Estimate?> Y)
    {
        public Func<double, string> Label { get; init; } = Format.Points;

        public Func<double, string> Tick { get; init; } = share => Format.Tick(Math.Round(share * 100, 6));

        public bool ByIteration { get; init; }

        public bool WithExperts { get; init; } = true;

        public string Note { get; init; } = "";
    }

    public static void Write(MarkupBuilder page, ReportContext context)
    {
        if (context.MainSplit is not { } split || context.Learners.All(m => m.Iterations.Count == 0))
        {
            return;
        }

        page.Add($"<section id=\"curves\"><h2>Learning curves</h2>\n<div class=\"figures\">");
        foreach (var curve in Curves(context, split).Where(c => HasData(context, c)))
        {
            Figure.Add(page, curve.Title, curve.Subtitle, width => Draw(context, curve, width), curve.Note);
        }

        page.Add($"</div></section>\n");
    }

    private static IEnumerable<Curve> Curves(ReportContext context, string split)
    {
        var tasks = Format.Count(context.Splits.First(s => s.Name == split).Tasks);
        Estimate? WinRate(IterationResult i) => i.On(split)?.WinRate;

        yield return new Curve("Win rate by iteration", $"% of {tasks} test tasks won, {split}", i => i.Iteration, WinRate) { ByIteration = true, Note = Note(context) };
        yield return new Curve("Score by iteration", $"Mean reward, {split}", i => i.Iteration, i => i.On(split)?.Score)
        {
            ByIteration = true,
            Label = Format.Score,
            Tick = Format.Tick,
        };

        // The same win rates against three budgets: a method that is frugal in one may be lavish in another.
        yield return new Curve("Win rate by simulations spent", "% of test tasks won against cumulative training rollouts", i => i.Simulations, WinRate);
        yield return new Curve("Win rate by environment steps", "% of test tasks won against cumulative steps of training rollouts", i => i.EnvironmentSteps, WinRate);
        yield return new Curve("Win rate by tokens generated", "% of test tasks won against tokens sampled in training rollouts", i => i.TokensGenerated, WinRate);
        yield return new Curve("Training tasks ever solved", "Tasks with a positive trajectory against cumulative training rollouts",
            i => i.Simulations, i => i.TrainingTasksSolved is { } n ? new Estimate(n) : null)
        {
            Label = n => Format.Count(n),
            Tick = Format.Tick,
            WithExperts = false,
        };
    }

    private static string Note(ReportContext context)
    {
        List<string> parts = [$"Bands are {context.Level} intervals"];
        if (context.Experts.Count > 0)
        {
            parts.Add("dashed lines are experts");
        }

        if (context.Learners.Any(m => m.Kind == RowKind.Control))
        {
            parts.Add("dotted curves are controls");
        }

        if (context.Learners.Any(m => m.PerSeed.Count > 0))
        {
            parts.Add("thin curves are single seeds");
        }

        return string.Join("; ", parts) + ".";
    }

    private static bool HasData(ReportContext context, Curve curve) => context.Learners.Any(m => IsDrawn(m, curve));

    // A method that spent nothing has no curve over spending, only a point at zero that others share.
    private static bool IsDrawn(MethodResult method, Curve curve) =>
        method.Iterations.Any(i => curve.Y(i) is not null && (curve.ByIteration || curve.X(i) > 0));

    private static Fragment Draw(ReportContext context, Curve curve, double width) => new LineChart
    {
        Description = curve.Title,
        Series = [.. context.Learners.Where(m => IsDrawn(m, curve)).Select(m => Series(context, m, curve))],
        References = curve.WithExperts ? Experts(context, curve) : [],
        X = curve.ByIteration ? ReportContext.Iteration : v => v >= 1e6 ? Format.Tick(v / 1e6) + "M" : Format.Tick(v),
        Y = curve.Label,
        YTick = curve.Tick,
        WholeX = curve.ByIteration,
        Width = width,
    }.Render();

    private static LineSeries Series(ReportContext context, MethodResult method, Curve curve) =>
        new(ReportContext.Label(method), context.Palette[method.Name], Points(method.Iterations, curve))
        {
            Emphasis = method.Kind == RowKind.Eef,
            Dashed = method.Kind == RowKind.Control,
            Ghosts = [.. method.PerSeed.Select(s => Points(s.Iterations, curve))],
        };

    private static IReadOnlyList<LinePoint> Points(IReadOnlyList<IterationResult> iterations, Curve curve) =>
        [.. from i in iterations
            let x = curve.X(i)
            let y = curve.Y(i)
            where x is not null && y is not null
            orderby x
            select new LinePoint(x.Value, y.Value.Value, y.Value.Low, y.Value.High)];

    private static IReadOnlyList<ReferenceLine> Experts(ReportContext context, Curve curve) =>
        [.. from expert in context.Experts
            let level = expert.Last is { } last ? curve.Y(last) : null
            where level is not null
            select new ReferenceLine(ReportContext.Label(expert), context.Palette[expert.Name], level.Value.Value)];
}
