using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Tests.Selection;

/// <summary>The table of docs/method.md, row by row.</summary>
public class LossWeightsTests
{
    private static readonly ImmutableArray<ActionVerdict> HarmIn2To4 =
    [
        ActionVerdict.Beneficial, ActionVerdict.Beneficial, ActionVerdict.Harmful, ActionVerdict.Harmful,
        ActionVerdict.Unused, ActionVerdict.Unused, ActionVerdict.Unused, ActionVerdict.Unused,
    ];

    [Fact]
    public void S0_solved_by_the_student_trains_all_its_actions() =>
        Weigh("SSS", startStep: 0, stateStep: 0, []).ShouldBe(("111", "StudentAction StudentAction StudentAction"));

    [Fact]
    public void S0_solved_by_the_expert_trains_the_demonstration() =>
        Weigh("EE", startStep: 0, stateStep: 0, []).ShouldBe(("11", "Demonstration Demonstration"));

    [Fact]
    public void S0_solved_from_an_expert_state_trains_all_but_known_harm() => Weigh("EEEEEES", startStep: 6, stateStep: 0, HarmIn2To4)
        .ShouldBe(("1100111", "ExpertBeneficial ExpertBeneficial ExpertHarmful ExpertHarmful ExpertOnPath ExpertOnPath StudentAction"));

    [Fact]
    public void S0_solved_from_an_expert_state_of_which_nothing_is_known_trains_all() =>
        Weigh("EES", startStep: 2, stateStep: 0, []).ShouldBe(("111", "ExpertOnPath ExpertOnPath StudentAction"));

    [Fact]
    public void A_recovery_state_solved_from_itself_trains_the_student_only() => Weigh("EEEESS", startStep: 4, stateStep: 4, HarmIn2To4)
        .ShouldBe(("000011", "BeforeRecoveryState BeforeRecoveryState BeforeRecoveryState BeforeRecoveryState StudentAction StudentAction"));

    [Fact]
    public void A_recovery_state_solved_from_a_later_state_trains_what_the_expert_did_in_between() => Weigh("EEEEEES", startStep: 6, stateStep: 4, HarmIn2To4)
        .ShouldBe(("0000111", "BeforeRecoveryState BeforeRecoveryState BeforeRecoveryState BeforeRecoveryState ExpertOnPath ExpertOnPath StudentAction"));

    [Fact]
    public void Harm_after_the_recovery_state_is_masked_too() => Weigh("EEEEEES", startStep: 6, stateStep: 2, HarmIn2To4).Weights.ShouldBe("0000111");

    [Fact]
    public void A_trunk_of_the_students_own_is_weighed_by_its_verdicts_as_an_experts_is()
    {
        var failed = new Rollout(new RolloutRequest(StartState.After(Samples.Failure(8), 1), 0), Samples.Trajectory("ESSSSSSS", 0));
        var solution = new Solution(Samples.Trajectory("ESSSSSS", 1), StartState.After(Trunk.Of(failed, 1), 6), Iteration: 2, Order: 0);

        var example = LossWeights.Weigh(ImportantState.Initial(Samples.Task), solution, HarmIn2To4);

        (Samples.Weights(example), string.Join(' ', Samples.Reasons(example).Select(reason => reason.Id))).ShouldBe(
            ("1100111", "expertBeneficial earlierBeneficial earlierHarmful earlierHarmful earlierOnPath earlierOnPath studentAction"));
        solution.PassesThrough(new ImportantState(Samples.Task, "student:1:expert@1:0", 4)).ShouldBeTrue();
        solution.PassesThrough(new ImportantState(Samples.Task, "expert", 4)).ShouldBeFalse();
    }

    private static (string Weights, string Reasons) Weigh(
        string authors, int startStep, int stateStep, ImmutableArray<ActionVerdict> verdicts)
    {
        var expert = Samples.Failure(8);
        var start = startStep == 0 ? StartState.Initial(expert.Task) : StartState.After(expert, startStep);
        var solution = new Solution(Samples.Trajectory(authors, 1), start, Iteration: 1, Order: 0);
        var state = stateStep == 0 ? ImportantState.Initial(expert.Task) : new ImportantState(expert.Task, expert.Policy, stateStep);
        var example = LossWeights.Weigh(state, solution, verdicts);
        return (Samples.Weights(example), string.Join(' ', Samples.Reasons(example).Select(reason => Capitalized(reason.Id))));
    }

    private static string Capitalized(string id) => char.ToUpperInvariant(id[0]) + id[1..];
}
