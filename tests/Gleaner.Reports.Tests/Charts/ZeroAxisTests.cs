using System.Globalization;
using System.Xml.Linq;
using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tests.Charts;

/// <summary>Lengths and heights can be compared only where they begin at zero.</summary>
public sealed class ZeroAxisTests
{
    [Theory]
    [InlineData(0.8, 0.4)]
    [InlineData(730, 365)]
    public void Bars_stand_on_a_zero_line_that_is_marked(double first, double second)
    {
        var svg = Bars(first, second, 0);

        var bars = WithClass(svg, "bar");
        var zero = Number(WithClass(svg, "axis").ShouldHaveSingleItem(), "y1");
        bars.Select(bar => Number(bar, "y") + Number(bar, "height")).ShouldAllBe(bottom => Math.Abs(bottom - zero) < 0.11);
        TickAt(svg, zero).ShouldBe("0");
        Number(bars[0], "height").ShouldBe(2 * Number(bars[1], "height"), tolerance: 0.21);
        Number(bars[2], "height").ShouldBe(0);
    }

    [Fact]
    public void Bars_that_are_all_zero_or_below_have_no_height()
    {
        var svg = Bars(0, -3);

        var zero = Number(WithClass(svg, "axis").ShouldHaveSingleItem(), "y1");
        WithClass(svg, "bar").ShouldAllBe(bar => Number(bar, "height") == 0 && Math.Abs(Number(bar, "y") - zero) < 0.11);
        TickAt(svg, zero).ShouldBe("0");
    }

    [Fact]
    public void An_axis_that_is_to_begin_at_zero_does()
    {
        var svg = Line(fromZero: true, 8, 9, 10);

        var (zero, tops) = (BaseLine(svg), Dots(svg));
        TickAt(svg, zero).ShouldBe("0");
        ((zero - tops[0]) / (zero - tops[2])).ShouldBe(0.8, tolerance: 0.002);
    }

    [Fact]
    public void An_axis_that_is_free_uses_its_room_for_the_data()
    {
        var svg = Line(fromZero: false, 8, 9, 10);

        TickAt(svg, BaseLine(svg)).ShouldBe("8");
        Dots(svg)[0].ShouldBe(BaseLine(svg), tolerance: 0.11);
    }

    [Fact]
    public void Values_below_zero_stay_on_the_axis()
    {
        var svg = Line(fromZero: true, -4, 2);

        Dots(svg).ShouldAllBe(dot => dot <= BaseLine(svg) + 0.11);
        double.Parse(TickAt(svg, BaseLine(svg))!.Replace('−', '-'), CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(-4);
    }

    [Fact]
    public void Losses_are_drawn_from_zero()
    {
        var model = SampleReport.Full(50);
        var high = model with { Methods = [.. model.Methods.Select(Raised)] };
        var page = XDocument.Parse(ReportWriter.Render(high));

        var charts = page.Descendants("section").Single(section => (string?)section.Attribute("id") == "losses").Descendants("svg").ToList();
        charts.ShouldNotBeEmpty();
        charts.ShouldAllBe(chart => TickAt(chart, BaseLine(chart)) == "0");

        // Losses that are nowhere near zero by themselves.
        static MethodResult Raised(MethodResult method) => method with
        {
            Losses = [.. method.Losses.Select(curve => curve with { Points = [.. curve.Points.Select(point => point with { Loss = point.Loss + 5 })] })],
        };
    }

    private static XElement Bars(params double[] values) => XDocument.Parse(new BarChart
    {
        Description = "d",
        Y = Format.Tick,
        Css = "c",
        Groups = [new BarGroup("g", [.. values.Select(value => new Bar("b", value, ""))])],
    }.Render().Markup).Root!;

    private static XElement Line(bool fromZero, params double[] values) => XDocument.Parse(new LineChart
    {
        Description = "d",
        Series = [new LineSeries("one", "base0", [.. values.Select((value, i) => new LinePoint(i, value))])],
        X = Format.Tick,
        Y = Format.Tick,
        YFromZero = fromZero,
    }.Render().Markup).Root!;

    private static double[] Dots(XElement svg) => [.. WithClass(svg, "dot").Select(dot => Number(dot, "cy"))];

    /// <summary>The height of the x axis: the first line of its class, before the marks on it.</summary>
    private static double BaseLine(XElement svg) => Number(WithClass(svg, "axis")[0], "y1");

    /// <summary>What is printed left of the axis at a height.</summary>
    private static string? TickAt(XElement svg, double y) => WithClass(svg, "end")
        .Where(text => Math.Abs(Number(text, "y") - 4 - y) < 0.21)
        .Select(text => text.Value)
        .SingleOrDefault();

    private static List<XElement> WithClass(XElement svg, string css) =>
        [.. svg.Descendants().Where(element => ((string?)element.Attribute("class") ?? "").Split(' ').Contains(css))];

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
