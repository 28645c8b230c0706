using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Charts;

/// <summary>A combination of sets and how many things lie in exactly these sets.</summary>
/// <param name="Members">Whether each set is in the combination, parallel to the chart's sets.</param>
/// <param name="Count">Things in exactly these sets.</param>
/// <param name="Css">Class of bar and dots.</param>
internal sealed record SetRow(IReadOnlyList<bool> Members, int Count, string Css);

/// <summary>
/// Overlaps of sets as a matrix of dots with a bar each (the idea of UpSet plots, Lex et al. 2014): unlike circles it stays
/// readable with more than three sets.
/// </summary>
internal sealed record SetChart
{
    private const double RowHeight = 22;
    private const double Column = 22;

    public required string Description { get; init; }

    /// <summary>Names of the sets with their colour classes.</summary>
    public IReadOnlyList<(string Label, string Css)> Sets { get; init; } = [];

    public IReadOnlyList<SetRow> Rows { get; init; } = [];

    public double Width { get; init; } = 520;

    public Fragment Render()
    {
        // Heads run up a staircase, each with a stem to its column, so that names need no rotation.
        var head = Sets.Count * 15 + 10;
        var svg = new SvgBuilder(Width, head + Rows.Count * RowHeight + 4, Description);
        for (var k = 0; k < Sets.Count; k++)
        {
            var (x, y) = (DotX(k), 12 + k * 15);
            svg.Line(x, y + 2, x, head, "grid");
            svg.Text(x - 4, y, TextWidth.Fit(Sets[k].Label, Width - x), $"label {Sets[k].Css}", Sets[k].Label);
        }

        var left = Sets.Count * Column + 14;
        var scale = new Scale(0, Math.Max(1, Rows.Select(r => r.Count).DefaultIfEmpty(0).Max()), left, Width - 110);
        for (var i = 0; i < Rows.Count; i++)
        {
            DrawRow(svg, Rows[i], head + i * RowHeight + RowHeight / 2, scale);
        }

        return svg.ToFragment();
    }

    private void DrawRow(SvgBuilder svg, SetRow row, double middle, Scale scale)
    {
        var members = Enumerable.Range(0, row.Members.Count).Where(k => row.Members[k]).ToArray();
        if (members.Length > 1)
        {
            svg.Line(DotX(members[0]), middle, DotX(members[^1]), middle, $"link {row.Css}");
        }

        for (var k = 0; k < row.Members.Count; k++)
        {
            svg.Circle(DotX(k), middle, 5, row.Members[k] ? $"member {row.Css}" : "absent");
        }

        // Rows of one set or none are the ones to find at a glance, so they are named.
        var remark = members.Length switch { 0 => " nobody", 1 => $" only {Sets[members[0]].Label}", _ => "" };
        var names = members.Length == 0 ? "nobody" : string.Join(" + ", members.Select(k => Sets[k].Label));
        svg.Rect(scale.From, middle - 7, scale.Map(row.Count) - scale.From, 14, $"bar {row.Css}", $"{names}: {Format.Count(row.Count)}");
        svg.Text(scale.Map(row.Count) + 6, middle + 4, Format.Count(row.Count) + remark, "value");
    }

    private static double DotX(int set) => 8 + set * Column;
}
