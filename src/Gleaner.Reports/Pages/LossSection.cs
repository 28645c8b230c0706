using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Training losses: one small chart per method, one curve per stage.</summary>
internal static class LossSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        var methods = context.Learners.Where(m => m.Losses.Any(l => l.Points.Count > 0)).ToArray();
        if (methods.Length == 0)
        {
            return;
        }

        page.Add($"<section id=\"losses\"><h2>Training loss</h2>\n<p class=\"sub\">Nats per trained token by optimiser step within each stage; the palest curve is the first stage.</p>\n<div class=\"figures three\">");
        foreach (var method in methods)
        {
            page.Add($"<figure><h3><span class=\"key {context.Palette[method.Name]}\"></span>{method.Name}</h3>{Chart(context, method)}</figure>\n");
        }

        page.Add($"</div></section>\n");
    }

    private static Fragment Chart(ReportContext context, MethodResult method)
    {
        var curves = method.Losses.Where(l => l.Points.Count > 0).ToArray();
        return new LineChart
        {
            Description = $"{method.Name}: training loss by step for {string.Join(", ", curves.Select(c => c.Stage))}",
            Series = [.. curves.Select((c, i) => new LineSeries(
                c.Stage,
                $"{context.Palette[method.Name]} shade{(curves.Length < 2 ? 0 : (curves.Length - 1 - i) * 4 / (curves.Length - 1))}",
                [.. c.Points.Select(p => new LinePoint(p.Step, p.Loss))]) { Smooth = true })],
            X = v => Format.Tick(v),
            Y = v => Format.Score(v),
            YTick = Format.Tick,
            YFromZero = true,
            Width = 344,
            Height = 220,
        }.Render();
    }
}
