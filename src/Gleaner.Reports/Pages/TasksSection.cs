using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>The account of single training tasks: the most instructive ones in a table that can be filtered and sorted.</summary>
internal static class TasksSection
{
    private const int MaximumRows = 200;
    private const int Dull = 5;
    private const string Nobody = "nobody";

    public static void Write(MarkupBuilder page, ReportContext context)
    {
        if (context.Model.Tasks is not { Tasks.Count: > 0 } accounts)
        {
            return;
        }

        var shown = Choose(accounts.Tasks);
        page.Add($"<section id=\"tasks\"><h2>Task accounts</h2>\n");
        WriteCounts(page, accounts);
        page.Add($"<p class=\"sub\">The {Format.Count(shown.Length)} most instructive of {Format.Count(accounts.Tasks.Count)} tasks, as seen by {accounts.Method}; in turn: those whose expert actions both helped and did harm, those solved only from a later expert state, newly solved, regressed, never solved.</p>\n");
        page.Add($"<p class=\"filter\" hidden=\"hidden\"><input type=\"search\" id=\"task-text\" placeholder=\"Filter instructions and ids\" aria-label=\"Filter tasks by text\"/> ");
        page.Add($"<select id=\"task-stage\" aria-label=\"Filter tasks by stage\"><option value=\"\">first solved by: any</option>");
        foreach (var stage in accounts.Stages)
        {
            page.Add($"<option>{stage}</option>");
        }

        page.Add($"<option>{Nobody}</option></select> <output id=\"task-count\"></output></p>\n");
        page.Add($"<div class=\"scroll tall\"><table class=\"compact\" id=\"task-table\"><thead><tr><th>Instruction</th><th class=\"num\">Expert return</th><th>First solved by</th>");
        page.Add($"<th>From state</th><th>Stages</th><th class=\"num\">Beneficial</th><th class=\"num\">Harmful</th><th class=\"num\">Unused</th></tr></thead><tbody>\n");
        foreach (var task in shown)
        {
            WriteRow(page, context, accounts, task);
        }

        page.Add($"</tbody></table></div>\n<p class=\"caption\">From state: the expert state from which the student first solved the task, 0 being the task's own start. Beneficial, harmful, unused: expert actions by their effect on the student's chance of success.</p>");
        ViewerLink.WriteCaption(page, context, shown.Any(task => task.ViewerPage is not null));
        page.Add($"</section>\n");
    }

    private static void WriteCounts(MarkupBuilder page, TaskAccounts accounts)
    {
        page.Add($"<p>Of {Format.Count(accounts.Tasks.Count)} training tasks ");
        for (var s = 0; s < accounts.Stages.Count; s++)
        {
            page.Add($"<b>{Format.Count(accounts.Tasks.Count(t => TaskOutcomes.FirstSolved(t) == s))}</b> {(s == 0 ? "were first solved " : "")}by {accounts.Stages[s]}, ");
        }

        page.Add($"and <b>{Format.Count(accounts.Tasks.Count(t => TaskOutcomes.FirstSolved(t) < 0))}</b> by nobody. ");
        long beneficial = accounts.Tasks.Sum(t => (long)t.Beneficial), harmful = accounts.Tasks.Sum(t => (long)t.Harmful), unused = accounts.Tasks.Sum(t => (long)t.Unused);
        if (beneficial + harmful + unused > 0)
        {
            page.Add($"Of the failed experts' actions <b>{Format.Count(beneficial)}</b> were found beneficial, <b>{Format.Count(harmful)}</b> harmful, and <b>{Format.Count(unused)}</b> went unused.");
        }

        page.Add($"</p>\n");
    }

    private static void WriteRow(MarkupBuilder page, ReportContext context, TaskAccounts accounts, TaskHistory task)
    {
        var first = TaskOutcomes.FirstSolved(task);
        var stage = first < 0 ? Nobody : first < accounts.Stages.Count ? accounts.Stages[first] : Format.Unknown;
        page.Add($"<tr data-stage=\"{stage}\"><td class=\"instruction\">{task.Instruction}<small>{task.Id}</small>");
        ViewerLink.Write(page, context, task.ViewerPage);
        page.Add($"</td>");
        page.Add($"<td class=\"num\">{(task.ExpertReturn is { } r ? Format.Score(r) : Format.Unknown)}</td><td>{stage}</td>");
        page.Add($"<td>{(task.SolvedFromState is { } m ? StartStatesSection.StateName(m) : Format.Unknown)}</td><td class=\"stages\">");
        var outcomes = TaskOutcomes.Of(task, accounts.Stages.Count);
        for (var s = 0; s < outcomes.Length; s++)
        {
            page.Add($"<i class=\"{TaskOutcomes.Css(outcomes[s])}\" title=\"{accounts.Stages[s]}: {TaskOutcomes.Words(outcomes[s])}\"></i>");
        }

        page.Add($"</td><td class=\"num\">{Format.Count(task.Beneficial)}</td><td class=\"num\">{Format.Count(task.Harmful)}</td><td class=\"num\">{Format.Count(task.Unused)}</td></tr>\n");
    }

    // One of each kind in turn, so that no kind crowds out the others; tasks that were always solved come last, if at all.
    private static TaskHistory[] Choose(IReadOnlyList<TaskHistory> tasks) =>
        [.. tasks.GroupBy(Tier)
            .SelectMany(kind => kind.OrderByDescending(TaskOutcomes.FirstSolved).Select((task, rank) => (Task: task, Tier: kind.Key, Rank: rank)))
            .OrderBy(t => t.Tier == Dull).ThenBy(t => t.Rank).ThenBy(t => t.Tier)
            .Take(MaximumRows)
            .Select(t => t.Task)];

    private static int Tier(TaskHistory task)
    {
        var last = task.Solved.LastOrDefault(s => s is not null);
        return task switch
        {
            { Beneficial: > 0, Harmful: > 0 } => 0,
            { SolvedFromState: > 0 } => 1,
            _ when TaskOutcomes.FirstSolved(task) > 0 => 2,
            _ when TaskOutcomes.FirstSolved(task) == 0 && last is false => 3,
            _ when TaskOutcomes.FirstSolved(task) < 0 => 4,
            _ => Dull,
        };
    }
}
