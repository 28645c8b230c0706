using Gleaner.Evaluation;
using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Exploration;

/// <summary>Which start states are left where the budget is short, and how what came of them is counted.</summary>
public class BudgetAndCountsTests
{
    private static readonly TaskId[] Tasks = [new("toy/a"), new("toy/b"), new("toy/c")];

    [Fact]
    public void States_that_the_budget_leaves_keep_their_order()
    {
        var all = Explore(budgetPerTask: 10, seed: 1);
        all.Count.ShouldBe(3 + (3 * 5));

        for (var seed = 1UL; seed <= 20; seed++)
        {
            var thinned = Explore(budgetPerTask: 4, seed);

            thinned.Count.ShouldBe(3 * 4);
            thinned.ShouldBe(all.Where(thinned.Contains), $"seed {seed}");
            thinned.Take(3).ShouldBe(["toy/a|s0|0", "toy/b|s0|0", "toy/c|s0|0"]);
        }
    }

    [Fact]
    public void Which_states_are_left_is_drawn_from_the_seed()
    {
        Explore(4, seed: 5).ShouldBe(Explore(4, seed: 5));
        Enumerable.Range(1, 40).SelectMany(seed => Explore(4, (ulong)seed)).ToHashSet()
            .ShouldBe(Explore(10, seed: 1), ignoreOrder: true, "every state has its chance");
    }

    [Fact]
    public void A_budget_below_the_number_of_tasks_leaves_their_initial_states() =>
        Explore(budgetPerTask: 0, seed: 1).ShouldBe(["toy/a|s0|0", "toy/b|s0|0", "toy/c|s0|0"]);

    [Fact]
    public void Start_states_are_numbered_as_they_were_explored()
    {
        var failure = Samples.Failure(12, Tasks[0]);
        var other = Samples.Failure(8, Tasks[0]) with { Policy = "second" };
        var unreached = Samples.Failure(12, Tasks[1]);
        var won = Samples.Trajectory("EEEE", 1, Tasks[2]);
        Rollout[] rollouts =
        [
            Samples.Rollout(failure, 0, isPositive: true),
            Samples.Rollout(failure, 3, isPositive: true),
            Samples.Rollout(failure, 9, isPositive: false), // s6 was thinned out, so s9 is the second
            Samples.Rollout(failure, 9, isPositive: true, attempt: 1),
            Samples.Rollout(other, 2, isPositive: false),
            Failed(Samples.Rollout(unreached, 0, isPositive: false)),
            Samples.Rollout(unreached, 6, isPositive: true), // the first state, though nothing was simulated from s0
            Samples.Rollout(won, 0, isPositive: true), // on no trunk: the expert won
        ];

        var counts = RolloutCounts.Count(rollouts, [won, other, failure, unreached], threshold: 1);

        counts.StartStates.ShouldBe(
        [
            new StartStateCount("expert", 0, 1, 1),
            new StartStateCount("expert", 1, 2, 2),
            new StartStateCount("expert", 2, 2, 1),
            new StartStateCount("second", 0, 1, 1),
            new StartStateCount("second", 1, 1, 0),
        ]);
        (counts.Simulations, counts.Positives, counts.Failed, counts.Diverged).ShouldBe((7, 5, 1, 0));
    }

    [Fact]
    public void A_task_on_which_the_environment_failed_counts_as_nothing_in_every_figure()
    {
        var environment = new FailingEnvironment((_, _) => null) { Measures = [new("progress", "Turns made.", trajectory => trajectory.Length)] };
        var split = new TaskSplit("test", [.. Tasks]);
        Rollout[] rollouts =
        [
            new(new RolloutRequest(StartState.Initial(Tasks[0]), 0), Samples.Trajectory("SSSS", 1, Tasks[0])),
            Failed(new(new RolloutRequest(StartState.Initial(Tasks[1]), 0), Samples.Trajectory("SSSSSS", 1, Tasks[1]))),
            new(new RolloutRequest(StartState.Initial(Tasks[2]), 0), Samples.Trajectory("SS", 0.5, Tasks[2])),
        ];

        var evaluation = SplitEvaluation.Of(split, rollouts, environment);

        (evaluation.Tasks, evaluation.Failed, evaluation.Wins).ShouldBe((3, 1, 1));
        evaluation.Returns.Select(item => item.Return).ShouldBe([1, 0, 0.5]);
        evaluation.Score.ShouldBe(0.5);
        evaluation.Measures!["progress"].ShouldBe(2);
    }

    private static List<string> Explore(int budgetPerTask, ulong seed)
    {
        Trajectory[] experts = [.. Tasks.Select(task => Samples.Failure(12, task))];
        return [.. new ExploringExpertFailures("EEF", ["expert"], new EefOptions { ExpertStates = 5, SimulationsPerTask = budgetPerTask })
            .Explore(new IterationState
            {
                Number = 1,
                Tasks = Tasks,
                Experts = experts,
                Positives = new PositiveRepository(experts, 1),
                Rollouts = [],
                SuccessThreshold = 1,
                Seed = new Seed(seed),
            })
            .Select(request => request.Key)];
    }

    private static Rollout Failed(Rollout rollout) =>
        rollout with { Trajectory = rollout.Trajectory with { StopReason = StopReason.EnvironmentDied } };
}
