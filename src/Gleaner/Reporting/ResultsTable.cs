using Gleaner.CommandLine.Terminals;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;
using Spectre.Console;

namespace Gleaner.CommandLine.Reporting;

/// <summary>The comparison as a table for the terminal: each method after its last iteration.</summary>
internal static class ResultsTable
{
    private const int WideEnough = 126;

    /// <summary>Makes the table.</summary>
    /// <param name="model">The report that it sums up.</param>
    /// <param name="width">Columns of the screen: a narrow one gets the first split only.</param>
    public static Table Create(ReportModel model, int width)
    {
        model = width >= WideEnough ? model : model with { Splits = [.. model.Splits.Take(1)] };
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("method");
        foreach (var split in model.Splits)
        {
            table.AddColumn(new TableColumn(Terminal.Shown($"{split.Name} ({Format.Count(split.Tasks)})")).RightAligned());
        }

        table.AddColumn(new TableColumn("score").RightAligned());
        foreach (var measure in MeasuresOf(model))
        {
            table.AddColumn(new TableColumn(Terminal.Shown(measure)).RightAligned());
        }

        table.AddColumn(new TableColumn("simulations").RightAligned());
        table.AddColumn(new TableColumn("newly solved").RightAligned());
        foreach (var method in model.Methods)
        {
            table.AddRow([.. Cells(model, method).Select(Terminal.Shown)]);
        }

        return table;
    }

    private static IEnumerable<string> Cells(ReportModel model, MethodResult method)
    {
        var last = method.Last;
        yield return method.Name;
        foreach (var split in model.Splits)
        {
            yield return last?.On(split.Name) is { } result ? Rate(result.WinRate) + Format.Aside(result.NotPlayed, "not played") : Format.Unknown;
        }

        yield return model.Splits is [var main, ..] && last?.On(main.Name)?.Score is { } score ? Format.Number(score.Value, 3) : Format.Unknown;
        foreach (var name in MeasuresOf(model))
        {
            var measure = last?.On(model.Splits[0].Name)?.Measures.FirstOrDefault(measure => measure.Name == name);
            yield return measure is null ? Format.Unknown : Format.Number(measure.Value, 1);
        }

        yield return last?.Simulations is { } simulations ? Format.Number(simulations, 0) + Format.Aside(last.StartsMissed, "missed") : Format.Unknown;
        yield return Format.Count(last?.NewlySolved);
    }

    private static IReadOnlyList<string> MeasuresOf(ReportModel model) => model.Splits is [var main, ..]
        ? [.. model.Methods.SelectMany(method => method.Last?.On(main.Name)?.Measures ?? []).Select(measure => measure.Name).Distinct()]
        : [];

    private static string Rate(Estimate rate) => rate is { Low: { } low, High: { } high }
        ? $"{Format.Points(rate.Value)} [{Format.Points(low)}, {Format.Points(high)}]"
        : Format.Points(rate.Value);
}
