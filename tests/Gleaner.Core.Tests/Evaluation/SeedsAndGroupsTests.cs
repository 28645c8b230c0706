using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Tests.Evaluation;

public class SeedsAndGroupsTests
{
    // Two-sided 95 % factors of every printed t table.
    [Theory]
    [InlineData(1, 12.706204736174694)]
    [InlineData(2, 4.302652729749462)]
    [InlineData(4, 2.7764451051977934)]
    [InlineData(9, 2.2621571628540993)]
    [InlineData(29, 2.045229642132703)]
    [InlineData(1000, 1.9623390808264074)]
    public void T_quantiles(int degrees, double expected) => StudentT.TwoSidedQuantile(0.95, degrees).ShouldBe(expected, 1e-9);

    // With one degree of freedom T is Cauchy's: P(|T| > t) = 1 − 2 arctan(t) / π. With two it is 1 − t / √(2 + t²).
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(2)]
    [InlineData(50)]
    public void T_tails_have_closed_forms(double t)
    {
        StudentT.TwoSidedTail(t, 1).ShouldBe(1 - (2 * Math.Atan(t) / Math.PI), 1e-13);
        StudentT.TwoSidedTail(t, 2).ShouldBe(1 - (t / Math.Sqrt(2 + (t * t))), 1e-13);
    }

    [Fact]
    public void A_t_interval_of_three_seeds()
    {
        // Mean 4, s = 2, so the half width is 4.302653 · 2 / √3.
        var interval = Intervals.StudentT([2, 4, 6]);
        interval.Value.ShouldBe(4);
        interval.Low.ShouldBe(4 - (4.302652729749462 * 2 / Math.Sqrt(3)), 1e-9);
        interval.High.ShouldBe(4 + (4.302652729749462 * 2 / Math.Sqrt(3)), 1e-9);
        Should.Throw<ArgumentOutOfRangeException>(() => Intervals.StudentT([1]));
    }

    [Fact]
    public void Tasks_of_one_group_count_once()
    {
        // 400 tasks in 40 groups of ten equal ones are 40 observations: the standard error is √(p (1 − p) / 40).
        double[] values = [.. Enumerable.Range(0, 400).Select(task => (task / 10) % 4 == 0 ? 1.0 : 0)];
        int[] groups = [.. Enumerable.Range(0, 400).Select(task => task / 10)];

        CrossedBootstrap.Of([values], groups, new Seed(1)).StandardError.ShouldBe(Math.Sqrt(0.25 * 0.75 / 40), 0.003);
        CrossedBootstrap.Of([values], [], new Seed(1)).StandardError.ShouldBe(Math.Sqrt(0.25 * 0.75 / 400), 0.001);
    }

    [Fact]
    public void Seeds_are_resampled_as_well()
    {
        // Each seed is constant, so all variance is between seeds: 1/√S of the deviation over seeds, in which resampling divides by S.
        double[][] rows = [.. new[] { 0.0, 2, 4, 6 }.Select(value => Enumerable.Repeat(value, 50).ToArray())];
        var result = CrossedBootstrap.Of(rows, [], new Seed(2));
        result.Mean.Value.ShouldBe(3);
        result.StandardError.ShouldBe(Math.Sqrt(5.0 / 4), 0.03);
    }

    [Fact]
    public void The_p_value_agrees_with_the_interval()
    {
        double[] clear = [.. Enumerable.Range(0, 100).Select(task => task % 5 == 0 ? 1.0 : 0)];
        CrossedBootstrap.Of([clear], [], new Seed(1)).PValue.ShouldBe(2.0 / (Intervals.Resamples + 1), 1e-12);
        CrossedBootstrap.Of([new double[20]], [], new Seed(1)).PValue.ShouldBe(1);
        double[] balanced = [.. Enumerable.Range(0, 100).Select(task => task % 2 == 0 ? 1.0 : -1)];
        CrossedBootstrap.Of([balanced], [], new Seed(1)).PValue.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Many_tables_get_what_each_would_get_alone()
    {
        // Eleven tables: neither a whole number of vectors nor fewer than one. Quarters add up without rounding in any order.
        var random = new Seed(3).ToStream();
        double[][][] tables =
        [
            .. Enumerable.Range(0, 11).Select(_ => Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 40).Select(_ => random.Next(5) / 4.0).ToArray()).ToArray()),
        ];
        int[] groups = [.. Enumerable.Range(0, 40).Select(task => task / 3)];

        CrossedBootstrap.OfAll(tables, groups, new Seed(4)).ShouldBe(tables.Select(table => CrossedBootstrap.Of(table, groups, new Seed(4))));
        CrossedBootstrap.OfAll([], groups, new Seed(4)).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => CrossedBootstrap.OfAll([[[1, 2]], [[1, 2], [3, 4]]], [], new Seed(4)));
    }

    [Fact]
    public void Rows_and_groups_must_fit()
    {
        Should.Throw<ArgumentException>(() => CrossedBootstrap.Of([], [], new Seed(1)));
        Should.Throw<ArgumentException>(() => CrossedBootstrap.Of([[1, 2], [1]], [], new Seed(1)));
        Should.Throw<ArgumentException>(() => CrossedBootstrap.Of([[1, 2]], [1], new Seed(1)));
        CrossedBootstrap.Of([[]], [], new Seed(1)).Mean.ShouldBe(default);
    }

    // Holm's own procedure by hand: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then never below the one before.
    [Fact]
    public void Holm_by_hand()
    {
        MultipleComparisons.Holm([0.01, 0.04, 0.03, 0.005]).ShouldBe([0.03, 0.06, 0.06, 0.02], 1e-12);
        MultipleComparisons.Holm([0.9, 0.8]).ShouldBe([1, 1]);
        MultipleComparisons.Holm([]).ShouldBeEmpty();
    }

    [Fact]
    public void The_minimum_detectable_effect_is_2_8_standard_errors() =>
        MultipleComparisons.MinimumDetectableEffect(1).ShouldBe(2.8015852, 1e-6);

    // Of 4 rollouts 2 won: one pair of the six has no win, one pair both.
    [Fact]
    public void Pass_at_k_and_pass_hat_k_by_counting()
    {
        RepeatedTrials.AnyOf(2, 2, 4).ShouldBe(5.0 / 6, 1e-12);
        RepeatedTrials.AllOf(2, 2, 4).ShouldBe(1.0 / 6, 1e-12);
        RepeatedTrials.AnyOf(1, 1, 4).ShouldBe(RepeatedTrials.AllOf(1, 1, 4));
        RepeatedTrials.AnyOf(4, 1, 4).ShouldBe(1);
        RepeatedTrials.AllOf(3, 2, 4).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => RepeatedTrials.AllOf(5, 2, 4));

        var trials = new RepeatedTrials(4, 0.7, [2, 4, 0]);
        trials.PassAt(2).ShouldBe(((5.0 / 6) + 1 + 0) / 3, 1e-12);
        trials.PassHat(2).ShouldBe(((1.0 / 6) + 1 + 0) / 3, 1e-12);
        trials.MeanWinRate.ShouldBe(0.5, 1e-12);
    }

    [Fact]
    public void A_comparison_knows_its_seeds_and_groups()
    {
        SplitEvaluation[] first = [Evaluated(1, 1, 1, 0), Evaluated(1, 1, 0, 0)];
        SplitEvaluation[] second = [Evaluated(0, 0, 0, 0), Evaluated(0, 0, 0, 0)];
        var comparison = PairedComparison.Of(first, second, new Seed(1), [0, 0, 1, 2]);

        comparison.WinRateDifference.Value.ShouldBe(0.625);
        comparison.OverSeeds!.Value.Value.ShouldBe(0.625);
        comparison.OverSeeds!.Value.Low.ShouldBe(0.625 - (12.706204736174694 * 0.125), 1e-6);
        comparison.MinimumDetectable.ShouldBeGreaterThan(0);
        PairedComparison.Of(first[..1], second[..1], new Seed(1)).OverSeeds.ShouldBeNull();
    }

    [Fact]
    public void Pairs_compared_together_are_what_they_are_alone()
    {
        SplitEvaluation[] best = [Evaluated(1, 1, 1, 0), Evaluated(1, 1, 0, 0)];
        SplitEvaluation[] middle = [Evaluated(1, 0, 1, 0), Evaluated(0, 1, 0, 0)];
        SplitEvaluation[] worst = [Evaluated(0, 0, 0, 0), Evaluated(0, 0, 1, 0)];
        PairedComparison.OfAll([(best, worst), (middle, worst)], new Seed(1), [0, 0, 1, 2])
            .ShouldBe([PairedComparison.Of(best, worst, new Seed(1), [0, 0, 1, 2]), PairedComparison.Of(middle, worst, new Seed(1), [0, 0, 1, 2])]);
        Should.Throw<GleanerException>(() => PairedComparison.OfAll([(best, worst), (best[..1], worst[..1])], new Seed(1)));
    }

    [Fact]
    public void A_part_of_a_split_keeps_its_own_trials()
    {
        var whole = Evaluated(1, 0, 1) with { Repeated = new RepeatedTrials(2, 1, [2, 1, 0]) };
        var part = whole.On(new TaskSplit("part", [new TaskId("t/0"), new TaskId("t/2")]));
        (part.Wins, part.Tasks).ShouldBe((2, 2));
        part.Repeated!.Wins.ShouldBe([2, 0]);
    }

    private static SplitEvaluation Evaluated(params double[] returns)
    {
        var split = new TaskSplit("test", [.. returns.Select((_, i) => new TaskId($"t/{i}"))]);
        return new SplitEvaluation("test", split.Hash, 1, [.. returns.Select((value, i) => new TaskReturn(split.Tasks[i], value))]);
    }
}
