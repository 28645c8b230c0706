using System.Security.Cryptography;
using System.Text;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>The document: head, contents, sections. It is well-formed XML as well as HTML, so any parser can check it.</summary>
internal static class ReportPage
{
    public static string Render(ReportModel model)
    {
        var context = new ReportContext(model);
        var body = new MarkupBuilder();
        HeaderSection.Write(body, context);
        var head = body.ToFragment();

        body = new MarkupBuilder();
        ResultsSection.Write(body, context);
        PairedTestsSection.Write(body, context);
        HealthSection.Write(body, context);
        CurvesSection.Write(body, context);
        StartStatesSection.Write(body, context);
        SolvedSection.Write(body, context);
        TasksSection.Write(body, context);
        LossSection.Write(body, context);
        CostsSection.Write(body, context);
        ReproductionSection.Write(body, context);
        var sections = body.ToFragment();

        var script = Resource("report.js");
        var page = new MarkupBuilder();
        page.Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>");

        // Only the script below may run, and nothing may be loaded: text from a run cannot act even if escaping failed.
        page.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{Hash(script)}'\"/>");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><meta name=\"color-scheme\" content=\"light dark\"/>");
        page.Add($"<title>{model.Title}</title>\n<style>{new Fragment(Resource("report.css"))}</style></head>\n<body><main>\n{head}");
        Contents(page, sections.Markup);
        page.Add($"{sections}</main>\n<script>{new Fragment(script)}</script></body></html>\n");
        return page.ToString();
    }

    private static void Contents(MarkupBuilder page, string sections)
    {
        (string Id, string Name)[] known =
        [
            ("results", "Results"), ("paired", "Paired tests"), ("health", "Health"), ("curves", "Learning curves"), ("starts", "Start states"), ("solved", "Training tasks"),
            ("tasks", "Task accounts"), ("losses", "Training loss"), ("costs", "Costs"), ("reproduction", "Reproduction"),
        ];
        page.Add($"<nav aria-label=\"Contents\">");
        foreach (var (id, name) in known.Where(s => sections.Contains($"<section id=\"{s.Id}\"", StringComparison.Ordinal)))
        {
            page.Add($"<a href=\"#{id}\">{name}</a> ");
        }

        page.Add($"</nav>\n");
    }

    private static string Hash(string script) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing from the assembly; it is embedded by the project file.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
