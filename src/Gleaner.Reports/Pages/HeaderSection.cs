using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Title, badges, summary and caveats.</summary>
internal static class HeaderSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        var model = context.Model;
        string[] kicker = [.. new[] { "Gleaner report", model.Environment, model.Date ?? "" }.Where(t => t.Length > 0)];
        page.Add($"<header><p class=\"kicker\">{string.Join(" · ", kicker)}</p>\n<h1>{model.Title}</h1>\n<p class=\"badges\">");
        if (model.Unfinished is { } unfinished)
        {
            Badge(page, "unfinished: " + unfinished, "warn");
        }

        if (model.Health.Count(check => check.Level == HealthLevel.Warning) is > 0 and var warnings)
        {
            page.Add($"<a class=\"badge warn\" href=\"#health\">{(warnings == 1 ? "one health warning" : $"{Format.Count(warnings)} health warnings")}</a> ");
        }

        if (context.Experts.Any(e => e.IsSimulated))
        {
            Badge(page, context.Experts.All(e => e.IsSimulated) ? "simulated expert" : "some experts simulated", "note");
        }

        if (model.Student.Length > 0 || model.StudentParameters is not null)
        {
            var size = model.StudentParameters is { } n ? $"{Format.Compact(n)} parameters" : "";
            Badge(page, "student: " + string.Join(", ", new[] { model.Student, size }.Where(t => t.Length > 0)));
        }

        if (model.TrainingTasks is { } tasks)
        {
            Badge(page, $"{Format.Count(tasks)} training tasks");
        }

        var seeds = model.Methods.Select(m => m.Seeds.Count).DefaultIfEmpty(0).Max();
        if (seeds > 0)
        {
            Badge(page, seeds == 1 ? "one seed" : $"{Format.Count(seeds)} seeds");
        }

        page.Add($"</p>\n<p class=\"lead\">{Summary.Text(context)}</p>\n");
        if (model.Notes.Count > 0)
        {
            page.Add($"<ul class=\"notes\">");
            foreach (var note in model.Notes)
            {
                page.Add($"<li>{note}</li>");
            }

            page.Add($"</ul>\n");
        }

        page.Add($"</header>\n");
    }

    private static void Badge(MarkupBuilder page, string text, string css = "") => page.Add($"<span class=\"badge {css}\">{text}</span> ");
}
