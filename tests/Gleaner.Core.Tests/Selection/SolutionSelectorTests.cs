using Gleaner.Randomness;
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
        Choose(recovery, SolutionChoice.FewestExpertActions, Solved("SS", 0, 0), Solved("EES", 2, 1)).ShouldBeEmpty();
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
        Choose(Initial, SolutionChoice.All, Solved("SSS", 0, 0), Solved("EES", 2, 1)).Select(item => item.Order).ShouldBe([0, 1]);

    [Fact]
    public void Random_takes_one_that_depends_on_the_seed_alone()
    {
        Solution[] candidates = [.. Enumerable.Range(0, 5).Select(order => Solved("SS", 0, order))];
        var chosen = Enumerable.Range(0, 60)
            .Select(seed => SolutionSelector.Choose(Initial, candidates, SolutionChoice.Random, new Seed((ulong)seed)).Single().Order)
            .ToList();
        chosen.Distinct().Count().ShouldBe(5);
        SolutionSelector.Choose(Initial, candidates, SolutionChoice.Random, new Seed(7)).Single().Order.ShouldBe(chosen[7]);
    }

    [Fact]
    public void Positives_accumulate_in_the_order_of_adding_and_failures_stay_out()
    {
        var positives = new PositiveRepository([Expert, Samples.Trajectory("EE", 1, new("toy/2"))], successThreshold: 1);
        positives.Add(Samples.Rollout(Expert, 2, isPositive: true), iteration: 1);
        positives.Add(Samples.Rollout(Expert, 4, isPositive: false), iteration: 1);
        positives.Add(Samples.Rollout(Expert, 0, isPositive: true), iteration: 2);

        positives.Count.ShouldBe(3);
        positives.SolvedTasks.ShouldBe([new("toy/1"), new("toy/2")]);
        positives.SolutionsOf(Samples.Task).Select(item => (item.Order, item.Iteration, item.ExpertActions)).ShouldBe([(1, 1, 2), (2, 2, 0)]);
        positives.SolutionsOf(new("toy/2")).Single().IsDemonstration.ShouldBeTrue();
        positives.SolutionsOf(new("toy/3")).ShouldBeEmpty();
    }

    private static Solution ChooseFewest(ImportantState state, params Solution[] candidates) =>
        Choose(state, SolutionChoice.FewestExpertActions, candidates).Single();

    private static IReadOnlyList<Solution> Choose(ImportantState state, SolutionChoice choice, params Solution[] candidates) =>
        SolutionSelector.Choose(state, candidates, choice, new Seed(1));

    private static Solution Solved(string authors, int step, int order) =>
        new(Samples.Trajectory(authors, 1), Samples.Rollout(Expert, step, true).Request.Start, 1, order);
}
