using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Charts;

/// <summary>
/// An SVG picture in pixels, origin at the top left. Colours come from CSS classes, so one picture serves light, dark and print.
/// </summary>
internal sealed class SvgBuilder
{
    private readonly MarkupBuilder _markup = new();
    private readonly double _width;
    private readonly double _height;
    private readonly string _description;

    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="description">What the picture shows, for readers who cannot see it; empty if the text beside it says the same.</param>
    public SvgBuilder(double width, double height, string description)
    {
        (_width, _height, _description) = (width, height, description);
    }

    public void Line(double x1, double y1, double x2, double y2, string css) =>
        _markup.Add($"<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{css}\"/>");

    public void Rect(double x, double y, double width, double height, string css, string? title = null)
    {
        _markup.Add($"<rect x=\"{x}\" y=\"{y}\" width=\"{Math.Max(0, width)}\" height=\"{Math.Max(0, height)}\" class=\"{css}\"");
        Close("rect", title);
    }

    public void Circle(double x, double y, double radius, string css, string? title = null)
    {
        _markup.Add($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" class=\"{css}\"");
        Close("circle", title);
    }

    public void Text(double x, double y, string text, string css, string? title = null)
    {
        _markup.Add($"<text x=\"{x}\" y=\"{y}\" class=\"{css}\">");
        if (title is not null)
        {
            _markup.Add($"<title>{title}</title>");
        }

        _markup.Add($"{text}</text>");
    }

    public void Polyline(IEnumerable<(double X, double Y)> points, string css) => Path(points, css, closed: false);

    public void Polygon(IEnumerable<(double X, double Y)> points, string css) => Path(points, css, closed: true);

    /// <summary>Many equal squares as one element; a thousand rectangles would weigh ten times as much.</summary>
    public void Squares(IEnumerable<(double X, double Y)> corners, double size, string css)
    {
        _markup.Add($"<path class=\"{css}\" d=\"");
        foreach (var (x, y) in corners)
        {
            _markup.Add($"M{x} {y}h{size}v{size}h{-size}z");
        }

        _markup.Add($"\"/>");
    }

    public Fragment ToFragment()
    {
        var svg = new MarkupBuilder().Add($"<svg viewBox=\"0 0 {_width} {_height}\" width=\"{_width}\" height=\"{_height}\" ");
        if (_description.Length == 0)
        {
            svg.Add($"aria-hidden=\"true\">");
        }
        else
        {
            svg.Add($"role=\"img\" aria-label=\"{_description}\">");
        }

        return svg.Add(_markup.ToFragment()).Add($"</svg>").ToFragment();
    }

    private void Path(IEnumerable<(double X, double Y)> points, string css, bool closed)
    {
        _markup.Add($"<path class=\"{css}\" d=\"");
        var command = "M";
        foreach (var (x, y) in points)
        {
            _markup.Add($"{command}{x} {y}");
            command = "L";
        }

        _markup.Add($"{(closed ? "Z" : "")}\"/>");
    }

    private void Close(string element, string? title)
    {
        if (title is null)
        {
            _markup.Add($"/>");
        }
        else
        {
            _markup.Add($"><title>{title}</title></{element}>");
        }
    }
}

/// <summary>Room for text without access to a font: an upper estimate for a 12-pixel sans serif.</summary>
internal static class TextWidth
{
    private const double PerCharacter = 6.9;

    public static double Of(string text) => text.Length * PerCharacter;

    /// <summary>Cuts a text that is wider than the room, with an ellipsis.</summary>
    public static string Fit(string text, double room)
    {
        var characters = Math.Max(1, (int)(room / PerCharacter));
        if (text.Length <= characters)
        {
            return text;
        }

        var cut = characters - 1;
        if (cut > 0 && char.IsHighSurrogate(text[cut - 1]))
        {
            cut--;
        }

        return string.Concat(text.AsSpan(0, cut).TrimEnd(), "…");
    }
}
