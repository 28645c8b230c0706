using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Training tasks: who solved them, and what each stage changed.</summary>
internal static class SolvedSection
{
    private const int MaximumRows = 12;
    private const int MaximumCells = 1000;

    public static void Write(MarkupBuilder page, ReportContext context)
    {
        if (context.Model.Tasks is not { Tasks.Count: > 0 } accounts)
        {
            return;
        }

        page.Add($"<section id=\"solved\"><h2>Training tasks</h2>\n<div class=\"figures\">");
        var sets = Sets(context, accounts);
        if (sets.Count > 0)
        {
            Figure.Add(page, "Who solved them", $"{Format.Count(accounts.Tasks.Count)} training tasks by the exact set of policies that ever solved them",
                width => WhoSolved(context, accounts, sets, width), "Filled dots mark the policies that solved the tasks of a row; the bar counts the tasks.");
        }

        if (accounts.Stages.Count > 0)
        {
            Figure.Add(page, $"{accounts.Method}: what each stage changed", "Training tasks by outcome at each stage", width => ByStage(accounts, width));
        }

        page.Add($"</div>\n");
        if (accounts.Stages.Count > 0)
        {
            WriteGrid(page, accounts);
        }

        page.Add($"</section>\n");
    }

    private static List<string> Sets(ReportContext context, TaskAccounts accounts)
    {
        var used = accounts.Tasks.SelectMany(t => t.SolvedBy).Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var known = context.Model.Methods.Select(m => m.Name).Where(used.Remove).ToList();
        known.AddRange(used.Order(StringComparer.Ordinal));
        return known;
    }

    private static Fragment WhoSolved(ReportContext context, TaskAccounts accounts, List<string> sets, double width)
    {
        var rows = accounts.Tasks
            .GroupBy(t => new string([.. sets.Select(s => t.SolvedBy.Contains(s) ? '1' : '0')]), StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key, StringComparer.Ordinal)
            .Take(MaximumRows)
            .Select(g => new SetRow([.. g.Key.Select(c => c == '1')], g.Count(), RowCss(context, sets, g.Key)));
        return new SetChart
        {
            Description = "Training tasks by who solved them",
            Sets = [.. sets.Select(s => (context.Find(s) is { } m ? ReportContext.Label(m) : s, context.Palette[s]))],
            Rows = [.. rows],
            Width = width,
        }.Render();
    }

    // A row takes a method's colour only where that method alone solved the tasks: that is the claim worth seeing.
    private static string RowCss(ReportContext context, List<string> sets, string members) =>
        members.Count(c => c == '1') == 1 ? context.Palette[sets[members.IndexOf('1')]] : "plain";

    private static Fragment ByStage(TaskAccounts accounts, double width)
    {
        var outcomes = accounts.Tasks.Select(t => TaskOutcomes.Of(t, accounts.Stages.Count)).ToArray();
        return new StackedBars
        {
            Description = "Training tasks by outcome at each stage",
            Rows = [.. accounts.Stages.Select((stage, s) => new StackRow(stage, [.. TaskOutcomes.All.Select(o =>
                new StackPart(TaskOutcomes.Words(o), outcomes.Count(t => t[s] == o), TaskOutcomes.Css(o)))]))],
            Width = width,
        }.Render();
    }

    private static void WriteGrid(MarkupBuilder page, TaskAccounts accounts)
    {
        var stages = accounts.Stages.Count;
        var ordered = accounts.Tasks.Select(t => TaskOutcomes.Of(t, stages))
            .OrderBy(o => Array.FindIndex(o, x => x is TaskOutcome.Solved or TaskOutcome.Newly) is var first and >= 0 ? first : stages)
            .ThenBy(o => string.Concat(o.Select(x => (int)x)), StringComparer.Ordinal)
            .ToArray();
        var share = (ordered.Length + MaximumCells - 1) / MaximumCells;
        var cells = ordered.Chunk(share).ToArray();
        var note = share == 1 ? "Each square is a task" : $"Each square stands for {Format.Count(share)} tasks and shows their most common outcome";

        page.Add($"<h3>Task by task: {accounts.Method}</h3><p class=\"sub\">{note}; it keeps its place from stage to stage. Sorted by the stage that first solved it.</p>\n<p class=\"legend\">");
        foreach (var outcome in TaskOutcomes.All.Where(o => ordered.Any(t => t.Contains(o))))
        {
            page.Add($"<span><i class=\"{TaskOutcomes.Css(outcome)}\"></i>{TaskOutcomes.Words(outcome)}</span> ");
        }

        page.Add($"</p>\n<div class=\"blocks\">");
        var rows = Math.Clamp((int)Math.Ceiling(Math.Sqrt(cells.Length * 1.6)), 1, 40);
        for (var s = 0; s < stages; s++)
        {
            var solved = ordered.Count(o => o[s] is TaskOutcome.Solved or TaskOutcome.Newly);
            var tried = ordered.Count(o => o[s] != TaskOutcome.Untried);
            var chart = new GridChart
            {
                Description = $"{accounts.Stages[s]}: {solved} of {tried} training tasks solved",
                Cells = [.. cells.Select(c => TaskOutcomes.Css(Commonest(c, s)))],
                Rows = rows,
                Pitch = 7.5,
            };
            page.Add($"<figure class=\"block\"><h4>{accounts.Stages[s]}<small>{Format.Count(solved)} of {Format.Count(tried)} solved</small></h4>{chart.Render()}</figure>");
        }

        page.Add($"</div>\n");
    }

    private static TaskOutcome Commonest(TaskOutcome[][] tasks, int stage) =>
        tasks.CountBy(t => t[stage]).OrderByDescending(c => c.Value).ThenBy(c => c.Key).First().Key;
}
