using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>The health checks with their examples, and how rollouts ended.</summary>
internal static class HealthSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        var checks = context.Model.Health;
        if (checks.Count == 0 && context.Model.Ends is null)
        {
            return;
        }

        page.Add($"<section id=\"health\"><h2>Health</h2>\n");
        if (checks.Count > 0)
        {
            page.Add($"<p>{Summary(checks)}</p>\n");
            WriteFound(page, context, [.. checks.Where(IsFound).OrderByDescending(check => check.Level)]);
            WriteOthers(page, [.. checks.Where(check => !IsFound(check))]);
        }

        if (context.Model.Ends is { } ends)
        {
            WriteEnds(page, ends);
        }

        page.Add($"</section>\n");
    }

    /// <summary>What the checks come to, in a sentence.</summary>
    public static string Summary(IReadOnlyList<HealthItem> checks)
    {
        (HealthLevel Level, string One, string Several)[] words =
        [
            (HealthLevel.Warning, "warning", "warnings"), (HealthLevel.Notice, "notice", "notices"), (HealthLevel.Unknown, "not known", "not known"),
        ];
        var found = words
            .Select(word => (word, Count: checks.Count(check => check.Level == word.Level)))
            .Where(entry => entry.Count > 0)
            .Select(entry => $"{Format.Count(entry.Count)} {(entry.Count == 1 ? entry.word.One : entry.word.Several)}")
            .ToArray();
        return found.Length == 0
            ? $"Nothing was found by {Format.Count(checks.Count)} checks."
            : $"{Format.Count(checks.Count)} checks: {string.Join(", ", found)}, the others fine.";
    }

    private static bool IsFound(HealthItem check) => check.Level is HealthLevel.Warning or HealthLevel.Notice;

    private static void WriteFound(MarkupBuilder page, ReportContext context, IReadOnlyList<HealthItem> checks)
    {
        foreach (var check in checks)
        {
            var (badge, css) = check.Level == HealthLevel.Warning ? ("warning", "warn") : ("notice", "note");
            page.Add($"<div class=\"check\" id=\"health-{check.Id}\"><h3>{check.Title} <span class=\"badge {css}\">{badge}</span></h3>");
            page.Add($"<p>{check.Finding}</p><p class=\"sub\">{check.Advice} A warning is {check.Threshold}.</p>");
            if (check.Examples.Count > 0)
            {
                page.Add($"<details><summary>{Format.Count(check.Examples.Count)} {(check.Examples.Count == 1 ? "example" : "examples")}</summary><ol class=\"examples\">");
                foreach (var example in check.Examples)
                {
                    WriteExample(page, context, example);
                }

                page.Add($"</ol></details>");
            }

            page.Add($"</div>\n");
        }
    }

    private static void WriteExample(MarkupBuilder page, ReportContext context, HealthItemExample example)
    {
        page.Add($"<li><b>{example.Place}</b><span class=\"task\">{example.Task}</span>");
        if (example.Instruction.Length > 0)
        {
            page.Add($"<span class=\"asked\">{Shortened(example.Instruction)}</span>");
        }

        page.Add($"<span>{example.Text}</span>");
        if (example.LastActions.Count > 0)
        {
            page.Add($"<pre>… {string.Join("\n… ", example.LastActions)}</pre>");
        }

        if (example.Command is { } command)
        {
            page.Add($"<code>{command}</code>");
        }

        // Without the viewer's address the command above leads there.
        if (context.Model.Viewer is not null)
        {
            ViewerLink.Write(page, context, example.ViewerPage);
        }

        page.Add($"</li>");
    }

    private static string Shortened(string text)
    {
        const int Longest = 240;
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }

    private static void WriteOthers(MarkupBuilder page, IReadOnlyList<HealthItem> checks)
    {
        if (checks.Count == 0)
        {
            return;
        }

        page.Add($"<details class=\"others\"><summary>What else was looked for</summary><dl class=\"words\">");
        foreach (var check in checks)
        {
            page.Add($"<dt>{check.Title}{(check.Level == HealthLevel.Unknown ? " (not known)" : "")}</dt><dd>{check.Finding}</dd>");
        }

        page.Add($"</dl></details>\n");
    }

    private static void WriteEnds(MarkupBuilder page, RolloutEnds ends)
    {
        page.Add($"<h3 id=\"ends\">How rollouts ended</h3>\n");
        if (ends.Stages.Count == 0)
        {
            page.Add($"<p class=\"sub\">In all {Format.Count(ends.AllStages)} stages every rollout ended with its task.</p>\n");
            return;
        }

        page.Add($"<div class=\"scroll\"><table class=\"compact\"><thead><tr><th>Stage</th><th class=\"num\">Rollouts</th>");
        foreach (var reason in ends.Reasons)
        {
            page.Add($"<th class=\"num\">{reason}</th>");
        }

        page.Add($"</tr></thead><tbody>\n");
        foreach (var stage in ends.Stages)
        {
            var all = stage.Counts.Sum();
            page.Add($"<tr><th scope=\"row\">{stage.Place}</th><td class=\"num\">{Format.Count(all)}</td>");
            foreach (var count in stage.Counts)
            {
                page.Add($"<td class=\"num\">{(count == 0 ? Format.Unknown : Format.Count(count))}");
                if (count > 0)
                {
                    page.Add($"<small>{Format.Percent((double)count / all)}</small>");
                }

                page.Add($"</td>");
            }

            page.Add($"</tr>\n");
        }

        var rest = ends.AllStages - ends.Stages.Count;
        page.Add($"</tbody></table></div>\n");
        if (rest > 0)
        {
            page.Add($"<p class=\"caption\">In {Format.Count(rest)} more {(rest == 1 ? "stage" : "stages")} every rollout ended with its task.</p>\n");
        }
    }
}
