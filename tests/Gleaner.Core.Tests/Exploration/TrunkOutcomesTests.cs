using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Exploration;

public class TrunkOutcomesTests
{
    private static readonly Trajectory Expert = Samples.Failure(8);

    [Fact]
    public void Outcomes_are_counted_by_state_in_order()
    {
        var trunk = Of(
            [
                Samples.Rollout(Expert, 4, isPositive: false),
                Samples.Rollout(Expert, 0, isPositive: false),
                Samples.Rollout(Expert, 2, isPositive: true),
                Samples.Rollout(Expert, 0, isPositive: true, attempt: 1),
            ]);

        trunk.States.Select(state => state.Outcome).ShouldBe([new(0, 2, 1, false), new(2, 1, 1, true), new(4, 1, 0, false)]);
        trunk.RecoverySteps().ShouldBe([4]);
    }

    [Fact]
    public void Other_experts_and_other_runs_and_tasks_do_not_count()
    {
        var other = Samples.Failure(8) with { Policy = "other" };
        var again = Samples.Failure(8) with { Run = 2 };
        var elsewhere = Samples.Failure(8, new("toy/2"));

        Of([Samples.Rollout(other, 2, isPositive: true), Samples.Rollout(again, 2, isPositive: true), Samples.Rollout(elsewhere, 0, isPositive: true)])
            .States.ShouldBeEmpty();
    }

    [Theory] // v(s0), v(s2), … and the verdicts on the eight actions: unused, beneficial, harmful
    [InlineData("FSFS", "BBHHBBUU", new[] { 4 })] // the paper's example
    [InlineData("FFFF", "UUUUUUUU", new int[0])]
    [InlineData("SSSS", "UUUUUUUU", new int[0])]
    [InlineData("SFFS", "HHUUBBUU", new[] { 2 })]
    [InlineData("SFSF", "HHBBHHUU", new[] { 2, 6 })]
    public void Verdicts_follow_from_neighbouring_states(string outcomes, string verdicts, int[] recoverySteps)
    {
        var rollouts = outcomes.Select((outcome, index) => Samples.Rollout(Expert, 2 * index, outcome == 'S'));
        var trunk = Of(rollouts);

        string.Concat(TrunkVerdicts.Of(trunk).Select(verdict => verdict.ToString()[0])).ShouldBe(verdicts);
        trunk.RecoverySteps().ShouldBe(recoverySteps);
    }

    // Two attempts at each of s0, s2, s4, s6: a state of which the rule says nothing is passed over.
    [Theory]
    [InlineData("FF SF SS SF", "BBBBUUUU", new int[0])]
    [InlineData("SS SF FF FF", "HHHHUUUU", new[] { 4 })]
    [InlineData("FF SF FF SF", "UUUUUUUU", new int[0])]
    public void A_state_of_unknown_verdict_is_no_neighbour(string outcomes, string verdicts, int[] recoverySteps)
    {
        var rollouts = outcomes.Split(' ').SelectMany((state, index) =>
            state.Select((outcome, attempt) => Samples.Rollout(Expert, 2 * index, outcome == 'S', attempt)));
        var trunk = Of(rollouts, new Majority());

        string.Concat(TrunkVerdicts.Of(trunk).Select(verdict => verdict.ToString()[0])).ShouldBe(verdicts);
        trunk.RecoverySteps().ShouldBe(recoverySteps);
    }

    private static TrunkOutcomes Of(IEnumerable<Rollout> rollouts, IVerdictRule? rule = null) =>
        TrunkOutcomes.Of(Trunk.Of(Expert), rollouts.Select(rollout => RolloutOutcome.Of(rollout, 1)), rule ?? new AnySuccess());
}
