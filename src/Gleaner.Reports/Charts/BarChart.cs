using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Charts;

/// <summary>One bar.</summary>
/// <param name="Label">Printed below it.</param>
/// <param name="Value">Its height; bars start at zero.</param>
/// <param name="Title">Shown when pointed at.</param>
internal sealed record Bar(string Label, double Value, string Title);

/// <summary>Bars that belong together, with a common heading.</summary>
internal sealed record BarGroup(string Label, IReadOnlyList<Bar> Bars);

/// <summary>Groups of vertical bars from zero; later bars of a group are paler.</summary>
internal sealed record BarChart
{
    private const double Left = 38;
    private const double Top = 30;
    private const double Bottom = 24;

    public required string Description { get; init; }

    public IReadOnlyList<BarGroup> Groups { get; init; } = [];

    /// <summary>Prints values on the axis and above the bars.</summary>
    public required Func<double, string> Y { get; init; }

    public Func<double, string>? YTick { get; init; }

    /// <summary>Class that sets the colour variable.</summary>
    public required string Css { get; init; }

    public double Width { get; init; } = 520;

    public double Height { get; init; } = 280;

    public Fragment Render()
    {
        var svg = new SvgBuilder(Width, Height, Description);
        var values = Groups.SelectMany(g => g.Bars).Select(b => b.Value).Where(double.IsFinite).ToArray();
        if (values.Length == 0)
        {
            svg.Text(Width / 2, Height / 2, "no data yet", "tick mid");
            return svg.ToFragment();
        }

        var (_, high) = Ticks.Widen(0, Math.Max(0, values.Max()), 5);
        var y = new Scale(0, high, Height - Bottom, Top);
        foreach (var tick in y.Ticks(5))
        {
            svg.Line(Left, y.Map(tick), Width, y.Map(tick), tick == 0 ? "axis" : "grid");
            svg.Text(Left - 7, y.Map(tick) + 4, (YTick ?? Y)(tick), "tick end");
        }

        var slots = Groups.Sum(g => g.Bars.Count) + 0.9 * (Groups.Count - 1);
        var slot = (Width - Left - 4) / slots;
        var x = Left + 4;
        foreach (var group in Groups)
        {
            svg.Text(x, 14, TextWidth.Fit(group.Label, slot * (group.Bars.Count + 0.9)), "heading");
            for (var i = 0; i < group.Bars.Count; i++, x += slot)
            {
                DrawBar(svg, group.Bars[i], x, slot, y, i, group.Bars.Count);
            }

            x += slot * 0.9;
        }

        return svg.ToFragment();
    }

    private void DrawBar(SvgBuilder svg, Bar bar, double x, double slot, Scale y, int index, int count)
    {
        var middle = x + slot / 2;
        if (double.IsFinite(bar.Value))
        {
            // Five shades: enough to tell neighbours apart, and the first stays the accent itself.
            var shade = count < 2 ? 0 : index * 4 / (count - 1);
            var top = y.Map(Math.Max(0, bar.Value));
            svg.Rect(x + slot * 0.08, top, slot * 0.84, y.From - top, $"bar shade{shade} {Css}", bar.Title);
            svg.Text(middle, top - 5, Y(bar.Value), slot < 20 ? "value small mid" : "value mid");
        }

        svg.Text(middle, y.From + 16, bar.Label, slot < 20 ? "tick small mid" : "tick mid");
    }
}
