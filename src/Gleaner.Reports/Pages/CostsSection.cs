using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>What each stage of each method cost.</summary>
internal static class CostsSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        var methods = context.Model.Methods.Where(m => m.Stages.Count > 0).ToArray();
        if (methods.Length == 0)
        {
            return;
        }

        page.Add($"<section id=\"costs\"><h2>Costs</h2>\n<div class=\"scroll\"><table class=\"compact\"><thead><tr><th>Stage</th><th class=\"num\">Time</th><th class=\"num\">Simulations</th>");
        page.Add($"<th class=\"num\">Environment steps</th><th class=\"num\">Tokens generated</th><th class=\"num\">Tokens trained</th><th class=\"num\">Gradient steps</th></tr></thead>\n");
        foreach (var method in methods)
        {
            page.Add($"<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"7\"><span class=\"key {context.Palette[method.Name]}\"></span>{method.Name}</th></tr>\n");
            foreach (var stage in method.Stages)
            {
                WriteRow(page, stage, "");
            }

            if (method.Stages.Count > 1)
            {
                WriteRow(page, Total(method.Stages), "total");
            }

            page.Add($"</tbody>\n");
        }

        page.Add($"</table></div></section>\n");
    }

    private static void WriteRow(MarkupBuilder page, StageCost stage, string css) =>
        page.Add($"<tr class=\"{css}\"><th scope=\"row\">{stage.Stage}</th><td class=\"num\">{Format.Duration(stage.Seconds)}</td>")
            .Add($"<td class=\"num\">{Format.Count(stage.Simulations)}</td><td class=\"num\">{Format.Count(stage.EnvironmentSteps)}</td>")
            .Add($"<td class=\"num\">{Format.Compact(stage.TokensGenerated)}</td><td class=\"num\">{Format.Compact(stage.TokensTrained)}</td>")
            .Add($"<td class=\"num\">{Format.Count(stage.GradientSteps)}</td></tr>\n");

    private static StageCost Total(IReadOnlyList<StageCost> stages) => new()
    {
        Stage = "total",
        Seconds = Sum(stages, s => s.Seconds),
        Simulations = Sum(stages, s => s.Simulations),
        EnvironmentSteps = Sum(stages, s => s.EnvironmentSteps),
        TokensGenerated = Sum(stages, s => s.TokensGenerated),
        TokensTrained = Sum(stages, s => s.TokensTrained),
        GradientSteps = Sum(stages, s => s.GradientSteps),
    };

    // Nothing known adds up to unknown, not to zero.
    private static double? Sum(IReadOnlyList<StageCost> stages, Func<StageCost, double?> value) =>
        stages.Any(s => value(s) is not null) ? stages.Sum(s => value(s) ?? 0) : null;
}
