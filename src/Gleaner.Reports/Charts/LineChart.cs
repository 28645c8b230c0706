using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Charts;

/// <summary>Lines with interval bands, labelled at their ends instead of in a legend.</summary>
internal sealed record LineChart
{
    private const double Left = 38;
    private const double Top = 12;
    private const double Bottom = 26;
    private const double LabelGap = 14.5;

    /// <summary>What the chart shows, in words.</summary>
    public required string Description { get; init; }

    public IReadOnlyList<LineSeries> Series { get; init; } = [];

    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    public IReadOnlyList<Span> Spans { get; init; } = [];

    /// <summary>Prints y values on axis and labels.</summary>
    public required Func<double, string> Y { get; init; }

    /// <summary>Prints y values on the axis; <see langword="null"/> to use <see cref="Y"/>.</summary>
    public Func<double, string>? YTick { get; init; }

    /// <summary>Prints x values on the axis.</summary>
    public required Func<double, string> X { get; init; }

    /// <summary>Only whole numbers on the x axis, one tick each.</summary>
    public bool WholeX { get; init; }

    public bool YFromZero { get; init; }

    /// <summary>A value the y axis must reach, so that charts side by side can share their scale.</summary>
    public double? YReach { get; init; }

    public double Width { get; init; } = 520;

    public double Height { get; init; } = 300;

    /// <summary>Draws the chart; points that are not finite are left out.</summary>
    public Fragment Render()
    {
        var series = Series.Select(Finite).Where(s => s.Points.Count > 0).OrderBy(s => s.Emphasis).ToArray();
        var references = References.Where(r => double.IsFinite(r.Y)).ToArray();
        var svg = new SvgBuilder(Width, Height, Description);
        if (series.Length == 0)
        {
            svg.Text(Width / 2, Height / 2, "no data yet", "tick mid");
            return svg.ToFragment();
        }

        var lastX = series.Max(s => s.Points[^1].X);
        var endsAtEdge = series.ToDictionary(s => s, s => s.Label is not null && s.Points.Count > 1 && s.Points[^1].X >= lastX - 0.02 * Math.Abs(lastX));
        var edgeLabels = series.Where(s => endsAtEdge[s]).Select(Label).Concat(references.Select(Label));
        var room = Math.Min(Width * 0.34, edgeLabels.Select(TextWidth.Of).DefaultIfEmpty(0).Max());
        var (x, y) = Scales(series, references, Width - room - 16);

        DrawAxes(svg, x, y);
        DrawSpans(svg, x, y);
        foreach (var reference in references)
        {
            svg.Line(x.From, y.Map(reference.Y), x.To, y.Map(reference.Y), $"ref {reference.Css}");
        }

        foreach (var s in series)
        {
            DrawBand(svg, s, x, y);
        }

        foreach (var s in series)
        {
            DrawLine(svg, s, x, y);
        }

        DrawEdgeLabels(svg, [.. series.Where(s => endsAtEdge[s])], references, x, y, room);
        DrawInnerLabels(svg, series, [.. series.Where(s => s.Label is not null && !endsAtEdge[s])], x, y);
        return svg.ToFragment();
    }

    private (Scale X, Scale Y) Scales(LineSeries[] series, ReferenceLine[] references, double right)
    {
        var points = series.SelectMany(s => s.Points).ToArray();
        var ys = points.SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y })
            .Concat(series.SelectMany(s => s.Ghosts).SelectMany(g => g).Select(p => p.Y))
            .Concat(references.Select(r => r.Y)).Append(YReach ?? double.NaN).Where(double.IsFinite).ToArray();
        var low = YFromZero ? Math.Min(0, ys.Min()) : ys.Min();
        var (yLow, yHigh) = Ticks.Widen(low, ys.Max(), 5);
        var (xLow, xHigh) = (points.Min(p => p.X), points.Max(p => p.X));
        if (!(xHigh > xLow))
        {
            xHigh = xLow + 1;
        }

        return (new Scale(xLow, xHigh, Left, Math.Max(Left + 20, right)), new Scale(yLow, yHigh, Height - Bottom, Top));
    }

    private void DrawAxes(SvgBuilder svg, Scale x, Scale y)
    {
        foreach (var tick in y.Ticks(5))
        {
            svg.Line(Left, y.Map(tick), x.To, y.Map(tick), "grid");
            svg.Text(Left - 7, y.Map(tick) + 4, (YTick ?? Y)(tick), "tick end");
        }

        svg.Line(Left, y.From, x.To, y.From, "axis");
        var wanted = Math.Max(1, (int)((x.To - x.From) / (WholeX ? 34 : 60)));
        var ticks = WholeX ? Whole(x.Low, x.High, wanted) : x.Ticks(wanted);
        foreach (var tick in ticks)
        {
            svg.Line(x.Map(tick), y.From, x.Map(tick), y.From + 4, "axis");
            svg.Text(x.Map(tick), y.From + 18, X(tick), "tick mid");
        }
    }

    private void DrawSpans(SvgBuilder svg, Scale x, Scale y)
    {
        foreach (var span in Spans)
        {
            var (from, to) = (x.Map(span.From), x.Map(span.To));
            svg.Line(from, y.From, from, Top, "grid");

            // Where the whole name does not fit, its last word often tells enough ("iteration 2" → "2").
            var text = TextWidth.Of(span.Label) <= to - from ? span.Label : span.Label.Split(' ')[^1];
            if (TextWidth.Of(text) <= to - from)
            {
                svg.Text((from + to) / 2, Top + 12, text, "tick mid", span.Label);
            }
        }
    }

    private static void DrawBand(SvgBuilder svg, LineSeries series, Scale x, Scale y)
    {
        var band = series.Points.Where(p => p is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high)).ToArray();
        var css = $"{(series.Emphasis ? "band strong" : "band")} {series.Css}";
        if (band.Length == 1)
        {
            svg.Line(x.Map(band[0].X), y.Map(band[0].Low!.Value), x.Map(band[0].X), y.Map(band[0].High!.Value), $"whisker {series.Css}");
        }
        else if (band.Length > 1)
        {
            svg.Polygon(band.Select(p => (x.Map(p.X), y.Map(p.High!.Value)))
                .Concat(band.Reverse().Select(p => (x.Map(p.X), y.Map(p.Low!.Value)))), css);
        }
    }

    private void DrawLine(SvgBuilder svg, LineSeries series, Scale x, Scale y)
    {
        foreach (var ghost in series.Ghosts)
        {
            svg.Polyline(ghost.Where(p => double.IsFinite(p.Y)).Select(p => (x.Map(p.X), y.Map(p.Y))), $"ghost {series.Css}");
        }

        var css = $"line{(series.Emphasis ? " strong" : "")}{(series.Dashed ? " dashed" : "")}{(series.Smooth ? " smooth" : "")} {series.Css}";
        if (series.Points.Count > 1)
        {
            svg.Polyline(series.Points.Select(p => (x.Map(p.X), y.Map(p.Y))), css);
        }

        if (!series.Smooth || series.Points.Count == 1)
        {
            foreach (var p in series.Points)
            {
                svg.Circle(x.Map(p.X), y.Map(p.Y), series.Emphasis ? 3.6 : 3, $"dot {series.Css}", $"{series.Label}, {X(p.X)}: {Y(p.Y)}");
            }
        }
    }

    private void DrawEdgeLabels(SvgBuilder svg, LineSeries[] series, ReferenceLine[] references, Scale x, Scale y, double room)
    {
        (string Text, string Weight, string Css, double At)[] labels =
        [
            .. series.Select(s => (Label(s), s.Emphasis ? "label strong" : "label", s.Css, y.Map(s.Points[^1].Y))),
            .. references.Select(r => (Label(r), "label", r.Css, y.Map(r.Y))),
        ];
        var places = LabelStack.Spread([.. labels.Select(l => l.At)], LabelGap, Top, Height - Bottom);
        for (var i = 0; i < labels.Length; i++)
        {
            if (Math.Abs(places[i] - labels[i].At) > 3)
            {
                svg.Line(x.To + 4, labels[i].At, x.To + 9, places[i], $"leader {labels[i].Css}");
            }

            svg.Text(x.To + 11, places[i] + 4, TextWidth.Fit(labels[i].Text, room + 8), $"{labels[i].Weight} {labels[i].Css}", labels[i].Text);
        }
    }

    private void DrawInnerLabels(SvgBuilder svg, LineSeries[] all, LineSeries[] labelled, Scale x, Scale y)
    {
        var obstacles = all.SelectMany(s => Samples(s, x, y)).ToList();
        foreach (var s in labelled)
        {
            var (px, py) = (x.Map(s.Points[^1].X), y.Map(s.Points[^1].Y));
            var text = Label(s);
            var width = TextWidth.Of(text);

            // Right of the point, then above, below, above left: the first place with the fewest lines beneath it.
            (double X, double Y)[] places = [(px + 8, py + 4), (px + 6, py - 8), (px + 6, py + 17), (px - width - 6, py - 8), (px - width - 6, py + 17)];
            var best = places.Where(p => p.X >= Left && p.Y > Top && p.Y < y.From - 2)
                .DefaultIfEmpty(places[0])
                .MinBy(p => obstacles.Count(o => o.X > p.X - 3 && o.X < p.X + width + 3 && o.Y > p.Y - 13 && o.Y < p.Y + 5));
            svg.Text(best.X, best.Y, text, $"label halo{(s.Emphasis ? " strong" : "")} {s.Css}");
            for (var step = 0.0; step <= width; step += 6)
            {
                obstacles.Add((best.X + step, best.Y - 4));
            }
        }
    }

    private static IEnumerable<(double X, double Y)> Samples(LineSeries series, Scale x, Scale y)
    {
        for (var i = 1; i < series.Points.Count; i++)
        {
            var (a, b) = (series.Points[i - 1], series.Points[i]);
            for (var t = 0.0; t < 1; t += 0.02)
            {
                yield return (x.Map(a.X + t * (b.X - a.X)), y.Map(a.Y + t * (b.Y - a.Y)));
            }
        }
    }

    // Steps of whole numbers, however few parts were asked for.
    private static IReadOnlyList<double> Whole(double low, double high, int about) =>
        Ticks.Between(low, high, Math.Max(1, Math.Min(about, (int)Math.Floor(high - low))));

    private static LineSeries Finite(LineSeries series) =>
        series with { Points = [.. series.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))] };

    private string Label(LineSeries series) => $"{series.Label} {Y(series.Points[^1].Y)}".TrimStart();

    private string Label(ReferenceLine reference) => $"{reference.Label} {Y(reference.Y)}";
}

/// <summary>A point of a line with its interval, in data units.</summary>
internal readonly record struct LinePoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>A line of a chart, labelled at its end.</summary>
/// <param name="Label">Name beside the last point; empty to print the value alone, <see langword="null"/> for no label.</param>
/// <param name="Css">Class that sets the colour variable.</param>
/// <param name="Points">Points by ascending X.</param>
internal sealed record LineSeries(string? Label, string Css, IReadOnlyList<LinePoint> Points)
{
    /// <summary>The line the chart is about: drawn last and thicker.</summary>
    public bool Emphasis { get; init; }

    /// <summary>Drawn dashed: a control.</summary>
    public bool Dashed { get; init; }

    /// <summary>Without dots, for curves of many points.</summary>
    public bool Smooth { get; init; }

    /// <summary>Thin lines behind, one per seed.</summary>
    public IReadOnlyList<IReadOnlyList<LinePoint>> Ghosts { get; init; } = [];
}

/// <summary>A part of the x axis with a name, such as a training stage; a thin line marks where it starts.</summary>
internal sealed record Span(string Label, double From, double To);

/// <summary>A dashed horizontal line, such as an expert's win rate.</summary>
internal sealed record ReferenceLine(string Label, string Css, double Y);
