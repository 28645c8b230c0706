using FsCheck;
using FsCheck.Fluent;
using Gleaner.Reports.Charts;

namespace Gleaner.Reports.Tests.Charts;

public sealed class TicksTests
{
    private static readonly Arbitrary<(double Low, double High, int About)> Axes = (
        from low in Gen.Choose(-1_000_000, 1_000_000)
        from span in Gen.Choose(1, 1_000_000)
        from power in Gen.Choose(-6, 6)
        from about in Gen.Choose(1, 12)
        let unit = Math.Pow(10, power)
        select (low * unit, (low + span) * unit, about)).ToArbitrary();

    [Fact]
    public void Steps_are_one_two_or_five_times_a_power_of_ten() => Prop.ForAll(Axes, axis =>
    {
        var step = Ticks.Step(axis.High - axis.Low, axis.About);
        var fraction = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
        return new[] { 1.0, 2, 5 }.Any(f => Math.Abs(fraction - f) < 1e-6);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ticks_are_few_ascending_even_and_on_the_axis() => Prop.ForAll(Axes, axis =>
    {
        var ticks = Ticks.Between(axis.Low, axis.High, axis.About);
        var step = Ticks.Step(axis.High - axis.Low, axis.About);
        var slack = step * 1e-6;
        return ticks.Count <= axis.About + 1
            && ticks.All(t => t >= axis.Low - slack && t <= axis.High + slack)
            && ticks.Zip(ticks.Skip(1)).All(p => Math.Abs(p.Second - p.First - step) < slack);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_widened_axis_holds_the_data_and_ends_on_ticks() => Prop.ForAll(Axes, axis =>
    {
        var (low, high) = Ticks.Widen(axis.Low, axis.High, axis.About);
        var slack = (axis.High - axis.Low) * 1e-6;
        var step = Ticks.Step(axis.High - axis.Low, axis.About);
        return low <= axis.Low + slack && high >= axis.High - slack && IsMultiple(low, step) && IsMultiple(high, step);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(-250)]
    public void An_axis_of_one_value_is_given_room_on_both_sides(double value)
    {
        var (low, high) = Ticks.Widen(value, value, 5);

        low.ShouldBeLessThan(value);
        high.ShouldBeGreaterThan(value);
    }

    [Fact]
    public void Labels_show_no_binary_rounding() => Ticks.Between(0, 0.5, 5).ShouldBe([0, 0.1, 0.2, 0.3, 0.4, 0.5]);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_span_that_is_not_positive_and_finite_is_refused(double span) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Ticks.Step(span, 5));

    [Fact]
    public void A_scale_maps_its_ends_to_its_pixels()
    {
        var scale = new Scale(10, 20, 300, 0);

        scale.Map(10).ShouldBe(300);
        scale.Map(20).ShouldBe(0);
        scale.Map(15).ShouldBe(150);
    }

    private static bool IsMultiple(double value, double step) => Math.Abs(value / step - Math.Round(value / step)) < 1e-6;
}
