using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Tests.Evaluation;

public class StatisticsTests
{
    // Ends found in Python as the roots of (p − p̂)² = z² p (1 − p) / n, which defines the interval.
    [Theory]
    [InlineData(8, 10, 0.4901624715366417, 0.9433178485456248)]
    [InlineData(178, 500, 0.31527456002604004, 0.39892125002688694)]
    [InlineData(1, 2, 0.09453120573423071, 0.9054687942657693)]
    [InlineData(0, 0, 0, 1)]
    public void Wilson(int successes, int trials, double low, double high)
    {
        var interval = Intervals.Wilson(successes, trials);
        interval.Low.ShouldBe(low, 1e-12);
        interval.High.ShouldBe(high, 1e-12);
    }

    [Fact]
    public void Wilson_ends_at_0_and_1_exactly()
    {
        Intervals.Wilson(0, 30).Low.ShouldBe(0);
        Intervals.Wilson(30, 30).High.ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => Intervals.Wilson(3, 2));
    }

    // Exact sums of binomial coefficients with Python's fractions.
    [Theory]
    [InlineData(5, 15, 0.04138946533203125)]
    [InlineData(15, 5, 0.04138946533203125)]
    [InlineData(3, 9, 0.14599609375)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(600, 700, 0.0060157938610449525)]
    public void McNemar_is_exact(int onlyFirst, int onlySecond, double p) => McNemar.PValue(onlyFirst, onlySecond).ShouldBe(p, p * 1e-10);

    [Fact]
    public void Bootstrap_of_a_constant_is_the_constant() =>
        Intervals.BootstrapMean([0.25, 0.25, 0.25], new Seed(1)).ShouldBe(new Interval(0.25, 0.25, 0.25));

    [Fact]
    public void Bootstrap_of_a_large_sample_is_near_the_normal_interval()
    {
        // 100 wins of 400: the normal interval is 0.25 ± 1.96 √(0.25 · 0.75 / 400).
        var values = Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1.0 : 0).ToArray();
        var half = 1.96 * Math.Sqrt(0.25 * 0.75 / 400);
        var interval = Intervals.BootstrapMean(values, new Seed(3));
        interval.Value.ShouldBe(0.25);
        interval.Low.ShouldBe(0.25 - half, 0.003);
        interval.High.ShouldBe(0.25 + half, 0.003);
        Intervals.BootstrapMean(values, new Seed(3)).ShouldBe(interval);
    }

    [Theory] // numpy.quantile([1, 2, 4, 8], share)
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 6.8)]
    [InlineData(1, 8)]
    public void Quantiles_are_numpys(double share, double value) => Intervals.Quantile([1, 2, 4, 8], share).ShouldBe(value, 1e-12);

    [Fact]
    public void A_paired_comparison_counts_what_only_one_won()
    {
        var comparison = PairedComparison.Of(Evaluated(1, 1, 1, 0.5, 0), Evaluated(1, 0.5, 0, 1, 0), new Seed(1));

        (comparison.OnlyFirst, comparison.OnlySecond, comparison.Tasks).ShouldBe((2, 1, 5));
        comparison.WinRateDifference.Value.ShouldBe(0.2, 1e-12);
        comparison.ScoreDifference.Value.ShouldBe((3.5 - 2.5) / 5, 1e-12);
        comparison.McNemarP.ShouldBe(1);
        comparison.WinRateDifference.Low.ShouldBeLessThan(0);
    }

    [Fact]
    public void What_makes_a_task_hard_for_both_cancels_out()
    {
        // The same results in the same order: no resampling of tasks can show a difference.
        var results = Evaluated(1, 0, 1, 0, 0, 1);
        PairedComparison.Of(results, results, new Seed(1)).WinRateDifference.ShouldBe(new Interval(0, 0, 0));
    }

    [Fact]
    public void Several_seeds_are_means_over_seeds_and_have_no_McNemar()
    {
        var comparison = PairedComparison.Of([Evaluated(1, 0), Evaluated(1, 1)], [Evaluated(0, 0), Evaluated(1, 0)], new Seed(1));
        comparison.WinRateDifference.Value.ShouldBe(0.5);
        (comparison.OnlyFirst, comparison.OnlySecond, comparison.McNemarP).ShouldBe((2, 0, null));
    }

    [Fact]
    public void Different_tasks_are_not_compared() => Should
        .Throw<GleanerException>(() => PairedComparison.Of(Evaluated(1, 0), Evaluated(1, 0, 1), new Seed(1)))
        .Message.ShouldContain("needs the same tasks");

    [Fact]
    public void Partial_credit_is_no_win()
    {
        var evaluation = Evaluated(1, 0.99, 0);
        (evaluation.Wins, evaluation.WinRate, evaluation.Score).ShouldBe((1, 1.0 / 3, 1.99 / 3));
    }

    private static SplitEvaluation Evaluated(params double[] returns)
    {
        var split = new TaskSplit("test", [.. returns.Select((_, i) => new TaskId($"t/{i}"))]);
        return new SplitEvaluation("test", split.Hash, 1, [.. returns.Select((value, i) => new TaskReturn(split.Tasks[i], value))]);
    }
}
