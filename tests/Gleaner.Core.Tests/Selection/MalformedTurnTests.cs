using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Selection;

/// <summary>A recorded reply without an action is context, and never an example, whichever method weighs it.</summary>
public sealed class MalformedTurnTests
{
    [Fact]
    public void A_demonstration_is_learnt_without_it() => Read(WeightedTrajectory.Whole(Solution.Of(Malformed("EEE", 1)), WeightReason.Demonstration))
        .ShouldBe(("101", "demonstration malformed demonstration"));

    [Fact]
    public void Neither_the_way_to_success_nor_a_verdict_makes_it_an_example()
    {
        var trunk = Samples.Failure(4);
        var solution = new Solution(Malformed("EEES", 1), StartState.After(trunk, 3), Iteration: 1, Order: 0);

        Read(LossWeights.Weigh(ImportantState.Initial(Samples.Task), solution, [])).ShouldBe(("1011", "expertOnPath malformed expertOnPath studentAction"));
        Read(LossWeights.Weigh(ImportantState.Initial(Samples.Task), solution, [ActionVerdict.Beneficial, ActionVerdict.Beneficial, ActionVerdict.Harmful]))
            .ShouldBe(("1001", "expertBeneficial malformed expertHarmful studentAction"));
        Read(LossWeights.Weigh(new ImportantState(Samples.Task, "expert", 2), solution, []))
            .ShouldBe(("0011", "beforeRecoveryState beforeRecoveryState expertOnPath studentAction"));
    }

    [Fact]
    public void Weights_that_are_set_later_do_not_revive_it()
    {
        var example = WeightedTrajectory.Whole(Solution.Of(Malformed("EE", 0)), WeightReason.FailedDemonstration);

        Read(example with { Weights = [new(0.5f, WeightReason.Critical), new(0.5f, WeightReason.Critical)] }).ShouldBe(("01", "malformed critical"));
    }

    [Fact]
    public void It_may_be_dispreferred_but_not_preferred()
    {
        var solution = Solution.Of(Malformed("EEE", 1));

        Read(ContrastivePairs.Compared(solution, 0, 3, WeightReason.Preferred)).ShouldBe(("101", "preferred malformed preferred"));
        Read(ContrastivePairs.Compared(solution, 0, 3, WeightReason.Dispreferred)).ShouldBe(("111", "dispreferred dispreferred dispreferred"));
    }

    [Fact]
    public void Turn_discounts_count_it_as_a_turn()
    {
        var expert = Malformed("EEE", 1) with { Return = 1 };
        var own = Samples.Rollout(Samples.Failure(3), 0, isPositive: false);
        var state = new IterationState
        {
            Number = 1,
            Tasks = [Samples.Task],
            Experts = [expert],
            Positives = new PositiveRepository([expert], 1),
            Rollouts = [own],
            SuccessThreshold = 1,
            Seed = new Gleaner.Randomness.Seed(1),
        };

        var pair = new TrajectoryOptimization("DMPO", new EtoOptions { TurnDiscount = 0.5 }).Select(state).Pairs.Single();

        pair.Chosen.Weights.Select(weight => weight.Weight).ShouldBe([1, 0, (float)TurnDiscount.Of(2, 3, 0.5)]);
    }

    [Fact]
    public void An_action_that_the_environment_did_not_know_is_treated_as_ever()
    {
        var expert = Samples.Trajectory("EE", 1);
        expert = expert with { Turns = expert.Turns.SetItem(0, expert.Turns[0] with { WasPossible = false }) };

        Read(WeightedTrajectory.Whole(Solution.Of(expert), WeightReason.Demonstration)).ShouldBe(("11", "demonstration demonstration"));
    }

    private static Trajectory Malformed(string authors, int step)
    {
        var trajectory = Samples.Trajectory(authors, 1);
        return trajectory with { Turns = trajectory.Turns.SetItem(step, trajectory.Turns[step] with { IsMalformed = true, WasPossible = false }) };
    }

    private static (string Weights, string Reasons) Read(WeightedTrajectory example) =>
        (Samples.Weights(example), string.Join(' ', Samples.Reasons(example).Select(reason => reason.Id)));
}
