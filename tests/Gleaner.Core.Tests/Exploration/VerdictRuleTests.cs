using FsCheck;
using FsCheck.Fluent;
using Gleaner.Evaluation;
using Gleaner.Exploration;

namespace Gleaner.Tests.Exploration;

public class VerdictRuleTests
{
    private static readonly Arbitrary<(int Successes, int Attempts)> Counts =
        (from attempts in Gen.Choose(1, 60) from successes in Gen.Choose(0, attempts) select (successes, attempts)).ToArbitrary();

    [Theory] // k of n, whether the first succeeded, and what any success, the first attempt and the majority say
    [InlineData(0, 1, false, "FFF")]
    [InlineData(1, 1, true, "SSS")]
    [InlineData(1, 2, false, "SFU")]
    [InlineData(1, 2, true, "SSU")]
    [InlineData(1, 3, true, "SSF")]
    [InlineData(2, 3, false, "SFS")]
    public void Rules_without_parameters(int successes, int attempts, bool first, string verdicts) => string.Concat(
        new IVerdictRule[] { new AnySuccess(), new FirstAttempt(), new Majority() }
            .Select(rule => rule.Judge(new StateOutcome(0, attempts, successes, first)).ToString()[0])).ShouldBe(verdicts);

    [Theory]
    [InlineData(1, 1, 0.8, StateVerdict.Success)] // Φ(1) = 0.841
    [InlineData(0, 1, 0.8, StateVerdict.Failure)]
    [InlineData(1, 1, 0.9, StateVerdict.Unknown)]
    [InlineData(2, 2, 0.9, StateVerdict.Success)] // Φ(√2) = 0.921
    [InlineData(0, 2, 0.9, StateVerdict.Failure)]
    [InlineData(2, 3, 0.8, StateVerdict.Unknown)] // Φ(0.577) = 0.718
    [InlineData(3, 4, 0.8, StateVerdict.Success)] // Φ(1) again
    [InlineData(1, 2, 0.5, StateVerdict.Success)] // Φ(0) = 0.5
    public void Wilsons_bound(int successes, int attempts, double level, StateVerdict verdict) => Wilson(successes, attempts, level).ShouldBe(verdict);

    [Fact]
    public void A_further_attempt_can_change_Wilsons_verdict_in_both_directions()
    {
        (Wilson(1, 1), Wilson(1, 2), Wilson(1, 4)).ShouldBe((StateVerdict.Success, StateVerdict.Unknown, StateVerdict.Failure));
        (Wilson(0, 1), Wilson(1, 2), Wilson(3, 4)).ShouldBe((StateVerdict.Failure, StateVerdict.Unknown, StateVerdict.Success));
    }

    // The verdict is by the interval itself: at one-sided level 97.5 % the two-sided interval of 95 %.
    [Fact]
    public void Wilsons_verdict_is_that_of_the_interval() => Prop.ForAll(Counts, counts =>
    {
        var interval = Intervals.Wilson(counts.Successes, counts.Attempts);
        var expected = interval.Low >= 0.5 ? StateVerdict.Success : interval.High <= 0.5 ? StateVerdict.Failure : StateVerdict.Unknown;
        return Wilson(counts.Successes, counts.Attempts, 0.975) == expected;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void More_successes_never_make_a_verdict_worse() => Prop.ForAll(Counts, counts =>
        counts.Successes == counts.Attempts || new IVerdictRule[] { new AnySuccess(), new Majority(), new WilsonBound(), new WilsonBound(0.9, 0.3) }.All(rule =>
            Rank(rule.Judge(new(0, counts.Attempts, counts.Successes, false))) <= Rank(rule.Judge(new(0, counts.Attempts, counts.Successes + 1, false)))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1, 0.15865525393145707)]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(4, 0.9999683287581669)]
    [InlineData(40, 1)]
    [InlineData(-40, 0)]
    public void The_normal_distribution(double x, double probability) => StandardNormal.Cdf(x).ShouldBe(probability, 1e-14);

    [Fact]
    public void Impossible_parameters_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new WilsonBound(Level: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new WilsonBound(Threshold: 0));
    }

    private static StateVerdict Wilson(int successes, int attempts, double level = 0.8) =>
        new WilsonBound(level).Judge(new StateOutcome(0, attempts, successes, successes > 0));

    private static int Rank(StateVerdict verdict) => verdict switch { StateVerdict.Failure => 0, StateVerdict.Unknown => 1, _ => 2 };
}
