using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tests.Markup;

public sealed class FormatTests
{
    [Fact]
    public void Rates_and_differences()
    {
        Format.Percent(0.654).ShouldBe("65.4\u202F%");
        Format.Percent(double.NaN).ShouldBe("–");
        Format.SignedPoints(0.08).ShouldBe("+8.0");
        Format.SignedPoints(-0.004).ShouldBe("−0.4");
        Format.SignedPoints(-0.0001).ShouldBe("0.0");
        Format.SignedPoints(-0.0005).ShouldBe("−0.1");
        Format.SignedPoints(0.0005).ShouldBe("+0.1");
        Format.Points(0.7855).ShouldBe("78.6");
        Format.Number(12345.5, 0).ShouldBe("12,346");
        Format.Interval(new Estimate(0.5, 0.4, 0.6), Format.Points).ShouldBe("40.0 – 60.0");
        Format.Interval(new Estimate(0.5), Format.Points).ShouldBe("");
        Format.SignedInterval(new Estimate(0, -0.004, 0.068), Format.SignedPoints).ShouldBe("−0.4 to +6.8");
    }

    [Theory]
    [InlineData(0d, "0")]
    [InlineData(9813d, "9,813")]
    [InlineData(915.9999999, "916")]
    [InlineData(12.5, "12.5")]
    [InlineData(-3d, "−3")]
    [InlineData(null, "–")]
    public void Counts(double? count, string expected) => Format.Count(count).ShouldBe(expected);

    [Theory]
    [InlineData(9999, "9,999")]
    [InlineData(486_000, "486k")]
    [InlineData(1_204_736, "1.20M")]
    [InlineData(2.5e9, "2.50B")]
    public void Large_counts(double count, string expected) => Format.Compact(count).ShouldBe(expected);

    [Theory]
    [InlineData(3.21, "3.2\u202Fs")]
    [InlineData(42, "42\u202Fs")]
    [InlineData(738, "12.3\u202Fmin")]
    [InlineData(9000, "2.50\u202Fh")]
    public void Durations(double seconds, string expected) => Format.Duration(seconds).ShouldBe(expected);

    [Theory]
    [InlineData(1.2e-9, "< 0.0001")]
    [InlineData(0.00042, "0.0004")]
    [InlineData(0.0421, "0.042")]
    [InlineData(0.5, "0.50")]
    [InlineData(null, "–")]
    public void P_values_are_never_zero(double? p, string expected) => Format.PValue(p).ShouldBe(expected);
}
