using System.Text;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tables;

/// <summary>
/// A report's tables as Markdown, for documents that publish them: results, what they cost, paired tests. The same model gives the
/// same text, so that a document can be compared with the run that it was made from.
/// </summary>
internal static class MarkdownTables
{
    public static string Render(ReportModel model)
    {
        var text = new StringBuilder();
        WriteResults(text, model);
        WriteSeeds(text, model);
        WriteCosts(text, model);
        WriteTests(text, model);
        return text.ToString();
    }

    private static void WriteResults(StringBuilder text, ReportModel model)
    {
        string[] measures = [.. model.Methods.SelectMany(method => method.Last?.Splits ?? []).SelectMany(result => result.Measures).Select(measure => measure.Name).Distinct()];
        var main = model.Splits is [var first, ..] ? first : null;
        Row(text, ["method", "iteration", .. model.Splits.Select(split => $"{split.Name} ({Format.Count(split.Tasks)}): won %"), "score", .. measures]);
        Rule(text, 2, model.Splits.Count + 1 + measures.Length);
        foreach (var method in model.Methods)
        {
            foreach (var (result, role) in Shown(method))
            {
                Row(text,
                [
                    role == "best on dev" ? "〃" : method.Name + (method.IsSimulated ? " (simulated expert)" : ""),
                    method.Kind == RowKind.Expert ? Format.Unknown : $"{result.Iteration} {role}".TrimEnd(),
                    .. model.Splits.Select(split => result.On(split.Name) is { } on ? WithInterval(on.WinRate, Format.Points) + Format.Aside(on.NotPlayed, "not played") : Format.Unknown),
                    main is not null && result.On(main.Name)?.Score is { } score ? WithInterval(score, Format.Score) : Format.Unknown,
                    .. measures.Select(name => main is not null && result.On(main.Name)?.Measures.FirstOrDefault(measure => measure.Name == name) is { } measure
                        ? Format.Score(measure.Value) : Format.Unknown),
                ]);
            }
        }
    }

    private static IEnumerable<(IterationResult Result, string Role)> Shown(MethodResult method)
    {
        if (method.Last is not { } last)
        {
            yield break;
        }

        yield return (last, last.Iteration == 0 ? "" : method.BestOnDev == last.Iteration ? "last, best on dev" : "last");
        if (method.Best is { } best && best != last)
        {
            yield return (best, "best on dev");
        }
    }

    // With one seed the first table has said it all.
    private static void WriteSeeds(StringBuilder text, ReportModel model)
    {
        MethodResult[] methods = [.. model.Methods.Where(method => method.PerSeed.Count > 1)];
        if (methods.Length == 0 || model.Splits is not [var main, ..])
        {
            return;
        }

        long[] seeds = [.. methods.SelectMany(method => method.PerSeed).Select(seed => seed.Seed).Distinct().Order()];
        text.Append('\n');
        Row(text, [$"{main.Name}: won %, last iteration", .. seeds.Select(seed => $"seed {Format.Count(seed)}")]);
        Rule(text, 1, seeds.Length);
        foreach (var method in methods)
        {
            Row(text, [method.Name, .. seeds.Select(seed => method.PerSeed.FirstOrDefault(own => own.Seed == seed)?.Iterations is [.., var last] && last.On(main.Name) is { } result
                ? Format.Points(result.WinRate.Value) : Format.Unknown)]);
        }
    }

    private static void WriteCosts(StringBuilder text, ReportModel model)
    {
        MethodResult[] methods = [.. model.Methods.Where(method => method.Kind != RowKind.Expert && method.Last is not null)];
        if (methods.Length == 0)
        {
            return;
        }

        text.Append('\n');
        Row(text, ["method", "simulations", "environment steps", "tokens sampled", "tokens trained", "gradient steps", "training tasks solved", "of these, expert failed"]);
        Rule(text, 1, 7);
        foreach (var method in methods)
        {
            var last = method.Last!;
            Row(text,
            [
                method.Name, Format.Count(last.Simulations) + Format.Aside(last.StartsMissed, "missed"), Format.Count(last.EnvironmentSteps), Format.Compact(last.TokensGenerated), Format.Compact(last.TokensTrained),
                Format.Count(last.GradientSteps), Format.Count(last.TrainingTasksSolved), Format.Count(last.NewlySolved),
            ]);
        }
    }

    private static void WriteTests(StringBuilder text, ReportModel model)
    {
        if (model.Comparisons.Count == 0)
        {
            return;
        }

        text.Append('\n');
        Row(text, ["A − B", "split", "points", "interval", "t over seeds", "detectable", "only A", "only B", "p (Holm)"]);
        Rule(text, 2, 7);
        foreach (var test in model.Comparisons)
        {
            Row(text,
            [
                $"{test.A} − {test.B}{(test.HasUnequalBudgets ? " (unequal budgets)" : "")}", test.Split, Format.SignedPoints(test.Difference.Value),
                OrUnknown(Format.SignedInterval(test.Difference, Format.SignedPoints)),
                test.OverSeeds is { } seeds ? OrUnknown(Format.SignedInterval(seeds, Format.SignedPoints)) : Format.Unknown,
                test.MinimumDetectable is { } effect ? Format.Points(effect) : Format.Unknown, Format.Count(test.OnlyA), Format.Count(test.OnlyB), Format.PValue(test.AdjustedP),
            ]);
        }
    }

    private static string WithInterval(Estimate estimate, Func<double, string> number) =>
        estimate is { Low: { } low, High: { } high } ? $"{number(estimate.Value)} [{number(low)}, {number(high)}]" : number(estimate.Value);

    private static string OrUnknown(string text) => text.Length > 0 ? text : Format.Unknown;

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Escaped)).Append(" |\n");

    private static void Rule(StringBuilder text, int left, int right) =>
        text.Append('|').Insert(text.Length, "---|", left).Insert(text.Length, "---:|", right).Append('\n');

    // Names are a user's own: none may end a cell or a row, or begin markup.
    private static string Escaped(string cell)
    {
        var text = new StringBuilder(cell.Length);
        foreach (var character in cell)
        {
            _ = character switch
            {
                '|' or '\\' or '`' or '<' => text.Append('\\').Append(character),
                '\r' or '\n' => text.Append(' '),
                _ => text.Append(character),
            };
        }

        return text.ToString();
    }
}
