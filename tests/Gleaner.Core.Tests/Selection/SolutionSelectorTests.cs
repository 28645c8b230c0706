using Gleaner.Exploration;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Selection;

public class SolutionSelectorTests
{
    private static readonly Trajectory Expert = Samples.Failure(8);
    private static readonly ImportantState Initial = ImportantState.Initial(Samples.Task);

    [Fact]
    public void Fewest_expert_actions_come_before_fewest_turns() =>
        ChooseFewest(Initial, Solved("EES", 2, 0), Solved("SSSSSSSS", 0, 1)).Order.ShouldBe(1);

    [Fact]
    public void Fewest_turns_come_before_first_found() =>
        ChooseFewest(Initial, Solved("SSS", 0, 0), Solved("SS", 0, 1)).Order.ShouldBe(1);

    [Fact]
    public void The_first_found_wins_a_tie() =>
        ChooseFewest(Initial, Solved("SS", 0, 3), Solved("SS", 0, 1), Solved("SS", 0, 2)).Order.ShouldBe(1);

    [Fact]
    public void A_recovery_state_takes_only_solutions_that_pass_through_it()
    {
        var recovery = new ImportantState(Samples.Task, Expert.Policy, 4);
        ChooseFewest(recovery, Solved("SS", 0, 0), Solved("EES", 2, 1), Solved("EEEEEES", 6, 2), Solved("EEEES", 4, 3)).Order.ShouldBe(3);
        Choose(recovery, new FewestExpertActions(), Solved("SS", 0, 0), Solved("EES", 2, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Solutions_of_other_tasks_and_experts_do_not_pass_through()
    {
        var solution = Solved("EEEES", 4, 0);
        solution.PassesThrough(new ImportantState(Samples.Task, "other", 4)).ShouldBeFalse();
        solution.PassesThrough(ImportantState.Initial(new("toy/2"))).ShouldBeFalse();
        solution.PassesThrough(Initial).ShouldBeTrue();
    }

    [Fact]
    public void All_takes_all_in_the_order_of_finding() =>
        Choose(Initial, new AllSolutions(), Solved("SSS", 0, 0), Solved("EES", 2, 1)).Select(item => item.Order).ShouldBe([0, 1]);

    [Fact]
    public void Random_takes_one_that_depends_on_the_seed_alone()
    {
        Solution[] candidates = [.. Enumerable.Range(0, 5).Select(order => Solved("SS", 0, order))];
        var chosen = Enumerable.Range(0, 60)
            .Select(seed => SolutionSelector.Choose(Initial, candidates, new RandomSolution(), new([], new Seed((ulong)seed))).Single().Order)
            .ToList();
        chosen.Distinct().Count().ShouldBe(5);
        SolutionSelector.Choose(Initial, candidates, new RandomSolution(), new([], new Seed(7))).Single().Order.ShouldBe(chosen[7]);
    }

    // v = fail, success, fail, success at s0, s2, s4, s6 of 8 actions: BBHHBBUU.
    [Theory]
    [InlineData(3, 2)] // from s2 two beneficial actions and three turns, from s6 no unproven one either: the shorter wins
    [InlineData(9, 6)] // from s2 it takes nine turns more, so the harmful segment before s6 is in the solution
    public void Fewest_unproven_takes_the_shorter_of_the_proven_ones(int turnsFromFirst, int startStep)
    {
        Rollout[] rollouts = [.. new[] { false, true, false, true }.Select((isPositive, index) => Samples.Rollout(Expert, 2 * index, isPositive))];
        var trunk = TrunkOutcomes.Of(Trunk.Of(Expert), rollouts.Select(rollout => RolloutOutcome.Of(rollout, 1)), new AnySuccess());
        Solution[] candidates = [Solved("EE" + new string('S', turnsFromFirst), 2, 0), Solved("EEEEEES", 6, 1)];

        var chosen = SolutionSelector.Choose(Initial, candidates, new FewestUnprovenExpertActions(), new([trunk], new Seed(1))).Single();

        chosen.Start.Step.ShouldBe(startStep);
        Samples.Weights(LossWeights.Weigh(Initial, chosen, new SelectionContext([trunk], new Seed(1)).VerdictsOn(chosen)))
            .ShouldBe(startStep == 2 ? "11111" : "1100111");
    }

    [Fact]
    public void Unproven_are_actions_of_unknown_effect_and_all_of_a_demonstration()
    {
        Solution[] candidates = [Solved("EES", 2, 0), Solved("EEEEEE", 0, 1), Solved("SSSSSSS", 0, 2)];
        Choose(Initial, new FewestUnprovenExpertActions(), candidates).Single().Order.ShouldBe(2);
        Choose(Initial, new FewestUnprovenExpertActions(), candidates[..2]).Single().Order.ShouldBe(0);

        // Before a recovery state nothing is trained, so nothing there counts.
        var recovery = new ImportantState(Samples.Task, Expert.Policy, 4);
        Choose(recovery, new FewestUnprovenExpertActions(), Solved("EEEEEES", 6, 0), Solved("EEEESSSS", 4, 1)).Single().Order.ShouldBe(1);
    }

    [Fact]
    public void A_choice_of_ones_own_sees_the_verdicts()
    {
        var trunk = TrunkOutcomes.Of(Trunk.Of(Expert), [new(Samples.Task, null, 0, 0, 0, false), new(Samples.Task, "expert", 2, 0, 1, true)], new AnySuccess());
        var choice = new MostBeneficial();
        SolutionSelector.Choose(Initial, [Solved("SS", 0, 0), Solved("EES", 2, 1)], choice, new([trunk], new Seed(1))).Single().Order.ShouldBe(1);
        SolutionSelector.Choose(ImportantState.Initial(new("toy/2")), [Solved("SS", 0, 0)], choice, new([trunk], new Seed(1))).ShouldBeEmpty();
    }

    [Fact]
    public void Positives_accumulate_in_the_order_of_adding_and_failures_stay_out()
    {
        var before = new PositiveRepository([Expert, Samples.Trajectory("EE", 1, new("toy/2"))], successThreshold: 1);
        var positives = before
            .Add([Samples.Rollout(Expert, 2, isPositive: true), Samples.Rollout(Expert, 4, isPositive: false)], iteration: 1)
            .Add([Samples.Rollout(Expert, 0, isPositive: true)], iteration: 2);

        (before.Count, positives.Count).ShouldBe((1, 3));
        positives.SolutionsOf(Samples.Task).Select(item => item.Rollout).ShouldBe(["toy/1|expert@2|0", "toy/1|s0|0"]);
        before.SolutionsOf(Samples.Task).ShouldBeEmpty();
        positives.SolvedTasks.ShouldBe([new("toy/1"), new("toy/2")]);
        positives.SolutionsOf(Samples.Task).Select(item => (item.Order, item.Iteration, item.ExpertActions)).ShouldBe([(1, 1, 2), (2, 2, 0)]);
        positives.SolutionsOf(new("toy/2")).Single().IsDemonstration.ShouldBeTrue();
        positives.SolutionsOf(new("toy/3")).ShouldBeEmpty();
    }

    private static Solution ChooseFewest(ImportantState state, params Solution[] candidates) =>
        Choose(state, new FewestExpertActions(), candidates).Single();

    private static IReadOnlyList<Solution> Choose(ImportantState state, ISolutionChoice choice, params Solution[] candidates) =>
        SolutionSelector.Choose(state, candidates, choice, new([], new Seed(1)));

    private static Solution Solved(string authors, int step, int order) =>
        new(Samples.Trajectory(authors, 1), Samples.Rollout(Expert, step, true).Request.Start, 1, order);

    private sealed class MostBeneficial : ISolutionChoice
    {
        public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) =>
            [solutions.MaxBy(solution => context.VerdictsOn(solution).Take(solution.Start.Step).Count(verdict => verdict == ActionVerdict.Beneficial))!];
    }
}
