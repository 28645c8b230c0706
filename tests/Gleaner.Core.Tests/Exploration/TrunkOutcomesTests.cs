using Gleaner.Exploration;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Exploration;

public class TrunkOutcomesTests
{
    private static readonly Trajectory Expert = Samples.Failure(8);

    [Fact]
    public void Outcomes_are_counted_by_state_in_order()
    {
        var trunk = TrunkOutcomes.Of(
            Expert,
            [
                Samples.Rollout(Expert, 4, isPositive: false),
                Samples.Rollout(Expert, 0, isPositive: false),
                Samples.Rollout(Expert, 2, isPositive: true),
                Samples.Rollout(Expert, 0, isPositive: true, attempt: 1),
            ],
            successThreshold: 1);

        trunk.States.ShouldBe([new StateOutcome(0, 2, 1), new StateOutcome(2, 1, 1), new StateOutcome(4, 1, 0)]);
        trunk.RecoverySteps().ShouldBe([4]);
    }

    [Fact]
    public void Other_experts_and_diverged_rollouts_do_not_count()
    {
        var other = Samples.Failure(8) with { Policy = "other" };
        var diverged = Samples.Rollout(Expert, 4, isPositive: false);
        diverged = diverged with { Trajectory = diverged.Trajectory with { StopReason = StopReason.ReplayDiverged } };

        TrunkOutcomes.Of(Expert, [Samples.Rollout(other, 2, isPositive: true), diverged], 1).States.ShouldBeEmpty();
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
        var trunk = TrunkOutcomes.Of(Expert, rollouts, 1);

        string.Concat(TrunkVerdicts.Of(trunk).Select(verdict => verdict.ToString()[0])).ShouldBe(verdicts);
        trunk.RecoverySteps().ShouldBe(recoverySteps);
    }
}
