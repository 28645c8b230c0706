using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Charts;

/// <summary>A dot with its interval on a short axis, to stand in a table cell below its number.</summary>
internal static class IntervalMark
{
    private const double Width = 108;
    private const double Height = 12;

    /// <param name="estimate">What to mark.</param>
    /// <param name="low">Left end of the axis, the same for all cells that are to be compared.</param>
    /// <param name="high">Right end of the axis, above <paramref name="low"/>.</param>
    /// <param name="css">Class that sets the colour variable.</param>
    /// <param name="zero">Whether to mark zero, for differences.</param>
    public static Fragment Render(Estimate estimate, double low, double high, string css, bool zero = false)
    {
        if (!double.IsFinite(estimate.Value))
        {
            return default;
        }

        var svg = new SvgBuilder(Width, Height, "");
        var x = new Scale(low, high, 4, Width - 4);
        svg.Line(x.From, Height / 2, x.To, Height / 2, "grid");
        if (zero)
        {
            svg.Line(x.Map(0), 0, x.Map(0), Height, "axis");
        }

        if (estimate is { Low: { } from, High: { } to } && double.IsFinite(from) && double.IsFinite(to))
        {
            svg.Line(x.Map(from), Height / 2, x.Map(to), Height / 2, $"span {css}");
        }

        svg.Circle(x.Map(estimate.Value), Height / 2, 3, $"dot {css}");
        return svg.ToFragment();
    }
}
