using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Charts;

/// <summary>A part of a stacked bar.</summary>
internal sealed record StackPart(string Label, double Value, string Css);

/// <summary>A horizontal bar made of parts.</summary>
internal sealed record StackRow(string Label, IReadOnlyList<StackPart> Parts);

/// <summary>Horizontal bars on a common scale, each cut into parts that carry their own numbers.</summary>
internal sealed record StackedBars
{
    private const double RowHeight = 30;
    private const double BarHeight = 20;

    public required string Description { get; init; }

    public IReadOnlyList<StackRow> Rows { get; init; } = [];

    public double Width { get; init; } = 520;

    public Fragment Render()
    {
        var svg = new SvgBuilder(Width, Math.Max(1, Rows.Count) * RowHeight + 4, Description);
        var total = Rows.Select(r => r.Parts.Sum(p => p.Value)).DefaultIfEmpty(0).Max();
        if (!(total > 0) || !double.IsFinite(total))
        {
            svg.Text(Width / 2, RowHeight / 2 + 4, "no data yet", "tick mid");
            return svg.ToFragment();
        }

        var room = Math.Min(Width * 0.35, Rows.Max(r => TextWidth.Of(r.Label)) + 8);
        var scale = new Scale(0, total, room, Width);
        for (var i = 0; i < Rows.Count; i++)
        {
            var top = i * RowHeight + (RowHeight - BarHeight) / 2;
            svg.Text(room - 8, top + BarHeight / 2 + 4, TextWidth.Fit(Rows[i].Label, room), "tick end", Rows[i].Label);
            var start = 0.0;
            foreach (var part in Rows[i].Parts.Where(p => p.Value > 0))
            {
                DrawPart(svg, Rows[i], part, scale.Map(start), scale.Map(start + part.Value), top);
                start += part.Value;
            }
        }

        return svg.ToFragment();
    }

    private static void DrawPart(SvgBuilder svg, StackRow row, StackPart part, double from, double to, double top)
    {
        var number = Format.Count(part.Value);
        svg.Rect(from, top, Math.Max(0.5, to - from - 1), BarHeight, $"part {part.Css}", $"{row.Label}: {part.Label}, {number}");
        if (to - from > TextWidth.Of(number) + 6)
        {
            svg.Text((from + to) / 2, top + BarHeight / 2 + 4, number, $"on {part.Css}");
        }
    }
}
