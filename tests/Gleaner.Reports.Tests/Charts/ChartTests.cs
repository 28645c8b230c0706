using System.Globalization;
using System.Xml.Linq;
using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tests.Charts;

public sealed class ChartTests
{
    private const string Hostile = "<script>alert('x')</script> & \"more\" \u0001 \uD800";

    [Fact]
    public void A_line_chart_draws_a_line_a_band_and_a_label_per_series()
    {
        var svg = Parse(Lines(Series("one", (0, 0.4), (1, 0.5)), Series("two", (0, 0.4), (1, 0.7))));

        WithClass(svg, "line").Count.ShouldBe(2);
        WithClass(svg, "band").Count.ShouldBe(2);
        Texts(svg).ShouldContain("one 50");
        Texts(svg).ShouldContain("two 70");
    }

    [Fact]
    public void Higher_values_are_drawn_higher_up()
    {
        var svg = Parse(Lines(Series("one", (0, 0.4), (1, 0.5), (2, 0.6))));

        var heights = WithClass(svg, "dot").Select(d => Number(d, "cy")).ToArray();
        heights.ShouldBe(heights.OrderDescending());
    }

    [Fact]
    public void Points_that_are_not_finite_are_left_out()
    {
        var svg = Parse(Lines(Series("one", (0, 0.4), (1, double.NaN), (2, double.PositiveInfinity), (3, 0.5))));

        WithClass(svg, "dot").Count.ShouldBe(2);
        svg.ToString().ShouldNotContain("NaN");
        svg.ToString().ShouldNotContain("∞");
    }

    [Fact]
    public void A_single_point_and_a_flat_line_still_have_an_axis()
    {
        Texts(Parse(Lines(Series("one", (0, 0.4))))).ShouldContain("one 40");
        Texts(Parse(Lines(Series("one", (0, 0), (1, 0))))).ShouldContain("one 0");
    }

    [Fact]
    public void Without_data_every_chart_is_still_a_picture()
    {
        Texts(Parse(Lines())).ShouldContain("no data yet");
        Texts(Parse(new BarChart { Description = "d", Y = Percent, Css = "c" }.Render())).ShouldContain("no data yet");
        Texts(Parse(new StackedBars { Description = "d" }.Render())).ShouldContain("no data yet");
        Parse(new GridChart { Description = "d" }.Render());
        Parse(new SetChart { Description = "d" }.Render());
    }

    [Fact]
    public void Hostile_labels_are_text_in_every_chart()
    {
        Fragment[] charts =
        [
            Lines(Series(Hostile, (0, 0.1), (1, 0.2))),
            new BarChart { Description = Hostile, Y = Percent, Css = "c", Groups = [new BarGroup(Hostile, [new Bar(Hostile, 1, Hostile)])] }.Render(),
            new StackedBars { Description = Hostile, Rows = [new StackRow(Hostile, [new StackPart(Hostile, 3, "c")])] }.Render(),
            new GridChart { Description = Hostile, Cells = [Hostile] }.Render(),
            new SetChart { Description = Hostile, Sets = [(Hostile, "c")], Rows = [new SetRow([true], 2, "c")] }.Render(),
        ];

        foreach (var chart in charts)
        {
            Parse(chart).Descendants("script").ShouldBeEmpty();
        }
    }

    [Fact]
    public void Bars_start_at_zero_and_grow_with_their_values()
    {
        var chart = new BarChart { Description = "d", Y = Percent, Css = "c", Groups = [new BarGroup("g", [new Bar("a", 0.2, ""), new Bar("b", 0.4, ""), new Bar("none", double.NaN, "")])] };

        var heights = WithClass(Parse(chart.Render()), "bar").Select(b => Number(b, "height")).ToArray();
        heights.Length.ShouldBe(2);
        heights[1].ShouldBe(2 * heights[0], tolerance: 0.2);
    }

    [Fact]
    public void Stacked_parts_are_as_wide_as_their_numbers_and_empty_ones_are_left_out()
    {
        var chart = new StackedBars { Description = "d", Rows = [new StackRow("r", [new StackPart("a", 30, "p"), new StackPart("b", 0, "q"), new StackPart("c", 10, "p")])] };

        var widths = WithClass(Parse(chart.Render()), "part").Select(p => Number(p, "width") + 1).ToArray();
        widths.Length.ShouldBe(2);
        widths[0].ShouldBe(3 * widths[1], tolerance: 0.5);
    }

    [Fact]
    public void A_grid_has_one_square_per_cell()
    {
        var chart = new GridChart { Description = "d", Cells = [.. Enumerable.Range(0, 103).Select(i => i % 3 == 0 ? "a" : "b")], Rows = 10 };

        var paths = Parse(chart.Render()).Descendants("path").ToDictionary(p => (string)p.Attribute("class")!, p => ((string)p.Attribute("d")!).Count(c => c == 'M'));
        paths.ShouldBe(new Dictionary<string, int> { ["cell a"] = 35, ["cell b"] = 68 });
    }

    [Fact]
    public void A_set_chart_fills_the_dots_of_the_members()
    {
        var svg = Parse(new SetChart { Description = "d", Sets = [("A", "a"), ("B", "b"), ("C", "c")], Rows = [new SetRow([true, false, true], 5, "x"), new SetRow([false, false, false], 3, "x")] }.Render());

        WithClass(svg, "member").Count.ShouldBe(2);
        WithClass(svg, "absent").Count.ShouldBe(4);
        Texts(svg).ShouldContain("3 nobody");
    }

    [Fact]
    public void An_interval_mark_spans_its_interval()
    {
        var svg = Parse(IntervalMark.Render(new Estimate(0.5, 0.25, 0.75), 0, 1, "c"));

        var span = WithClass(svg, "span").ShouldHaveSingleItem();
        ((Number(span, "x1") + Number(span, "x2")) / 2).ShouldBe(Number(svg.Descendants("circle").Single(), "cx"), tolerance: 0.11);
    }

    [Fact]
    public void Long_labels_are_cut_and_never_between_surrogates()
    {
        TextWidth.Fit("a rather long name of a method", 60).ShouldEndWith("…");
        TextWidth.Fit("short", 60).ShouldBe("short");
        TextWidth.Fit("😀😀😀😀", 28).ShouldBe("😀…");
    }

    private static LineSeries Series(string label, params (double X, double Y)[] points) =>
        new(label, "base0", [.. points.Select(p => new LinePoint(p.X, p.Y, p.Y - 0.05, p.Y + 0.05))]);

    private static Fragment Lines(params LineSeries[] series) => new LineChart { Description = "d", Series = series, X = Format.Tick, Y = Percent }.Render();

    private static string Percent(double share) => Format.Tick(Math.Round(share * 100));

    private static XElement Parse(Fragment chart) => XDocument.Parse(chart.Markup).Root!;

    private static List<XElement> WithClass(XElement svg, string css) =>
        [.. svg.Descendants().Where(e => ((string?)e.Attribute("class") ?? "").Split(' ').Contains(css))];

    private static IEnumerable<string> Texts(XElement svg) => svg.Descendants("text").Select(t => string.Concat(t.Nodes().OfType<XText>().Select(n => n.Value)));

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
