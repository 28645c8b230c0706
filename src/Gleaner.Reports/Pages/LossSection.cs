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

        var highest = methods.SelectMany(m => m.Losses).SelectMany(l => l.Points).Select(p => p.Loss).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        page.Add($"<section id=\"losses\"><h2>Training loss</h2>\n<p class=\"sub\">Nats per trained token by optimiser step, stage after stage; the number at the end is the last loss.</p>\n<div class=\"figures three\">");
        foreach (var method in methods)
        {
            page.Add($"<figure><h3><span class=\"key {context.Palette[method.Name]}\"></span>{method.Name}</h3>{Chart(method, context.Palette[method.Name], highest)}</figure>\n");
        }

        page.Add($"</div></section>\n");
    }

    private static Fragment Chart(MethodResult method, string css, double highest)
    {
        var curves = method.Losses.Where(l => l.Points.Count > 0).ToArray();
        var series = new List<LineSeries>();
        var spans = new List<Span>();
        var offset = 0;
        foreach (var curve in curves)
        {
            var start = offset;
            series.Add(new LineSeries(curve == curves[^1] ? "" : null, css, [.. curve.Points.Select(p => new LinePoint(start + p.Step, p.Loss))]) { Smooth = true });
            offset += Math.Max(1, curve.Points[^1].Step);
            spans.Add(new Span(curve.Stage, start, offset));
        }

        return new LineChart
        {
            Description = $"{method.Name}: training loss by step for {string.Join(", ", curves.Select(c => c.Stage))}",
            Series = series,
            Spans = spans,
            X = v => Format.Tick(v),
            Y = Format.Score,
            YTick = Format.Tick,
            YFromZero = true,
            YReach = highest,
            Width = 344,
            Height = 210,
        }.Render();
    }
}
