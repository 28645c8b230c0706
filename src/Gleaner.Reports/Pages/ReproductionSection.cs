using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Command, configuration, seeds, versions, hashes and machine.</summary>
internal static class ReproductionSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        if (context.Model.Reproduction is not { } repro)
        {
            return;
        }

        page.Add($"<section id=\"reproduction\"><h2>Reproduction</h2>\n");
        if (repro.Command.Length > 0)
        {
            page.Add($"<pre class=\"command\"><code>{repro.Command}</code></pre>\n");
        }

        page.Add($"<div class=\"facts\">");
        IReadOnlyList<NamedValue> seeds = repro.Seeds.Count == 0 ? [] : [new("seeds", string.Join(", ", repro.Seeds))];
        Facts(page, "Run", seeds);
        Facts(page, "Versions", repro.Versions);
        Facts(page, "Hashes", repro.Hashes);
        Facts(page, "Machine", repro.Machine);
        page.Add($"</div>\n");
        if (repro.Configuration.Length > 0)
        {
            page.Add($"<h3>Configuration</h3>\n<pre><code>{repro.Configuration}</code></pre>\n");
        }

        page.Add($"</section>\n");
    }

    private static void Facts(MarkupBuilder page, string heading, IReadOnlyList<NamedValue> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        page.Add($"<div><h3>{heading}</h3><dl>");
        foreach (var fact in facts)
        {
            page.Add($"<dt>{fact.Name}</dt><dd>{fact.Value}</dd>");
        }

        page.Add($"</dl></div>\n");
    }
}
