namespace Gleaner.Reports.Charts;

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
