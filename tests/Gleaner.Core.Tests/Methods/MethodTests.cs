using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Methods;

public class MethodTests
{
    private static readonly TaskId Solved = new("toy/solved");
    private static readonly Trajectory Failure = Samples.Failure(12);
    private static readonly Trajectory Demonstration = Samples.Trajectory("EEE", 1, Solved);

    [Fact]
    public void Bc_explores_nothing_and_trains_the_demonstrations()
    {
        var cloning = new BehaviorCloning();
        cloning.Explore(State()).ShouldBeEmpty();
        cloning.Select(State(Samples.Rollout(Failure, 0, isPositive: true))).Single().Solution.Trajectory.ShouldBe(Demonstration);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Rft_simulates_k_times_from_s0_and_trains_all_positives(int k)
    {
        var method = new RejectionSampling("RFT", k);
        var requests = method.Explore(State());
        requests.Count.ShouldBe(2 * k);
        requests.ShouldAllBe(request => request.Start.IsInitial);
        requests.Select(request => request.Key).ShouldBeUnique();

        var state = State(Samples.Rollout(Failure, 0, true), Samples.Rollout(Failure, 0, true, attempt: 1), Samples.Rollout(Failure, 0, false, attempt: 2));
        method.Explore(state).ShouldBeEmpty();
        method.Select(state).Count.ShouldBe(3);
    }

    [Fact]
    public void Eef_explores_s0_of_all_tasks_and_the_states_of_failures() => Eef(3).Explore(State())
        .Select(request => request.Key)
        .ShouldBe(["toy/1|s0|0", "toy/solved|s0|0", "toy/1|expert@3|0", "toy/1|expert@6|0", "toy/1|expert@9|0"]);

    [Fact]
    public void Eef_stays_within_its_budget() =>
        new ExploringExpertFailures("EEF", ["expert"], new EefOptions { ExpertStates = 5, SimulationsPerTask = 2 })
            .Explore(State()).Count.ShouldBe(4);

    // M = 3, v = fail, ok, fail, ok: a0..a2 and a6..a8 are beneficial, a3..a5 harmful; s6 is the recovery state.
    [Fact]
    public void The_papers_example()
    {
        var state = State(
            Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, true), Samples.Rollout(Failure, 6, false), Samples.Rollout(Failure, 9, true));

        var examples = Eef(3).Select(state).Where(example => example.State.Task == Samples.Task).ToList();

        examples.Count.ShouldBe(2);
        examples[0].State.IsRecovery.ShouldBeFalse();
        examples[0].Solution.Start.Step.ShouldBe(3);
        Samples.Weights(examples[0]).ShouldBe("11111");
        Samples.Reasons(examples[0])[..3].ShouldAllBe(reason => reason == WeightReason.ExpertBeneficial);
        examples[1].State.Step.ShouldBe(6);
        examples[1].Solution.Start.Step.ShouldBe(9);
        Samples.Weights(examples[1]).ShouldBe("000000" + "111" + "11");
        Samples.Reasons(examples[1])[6..9].ShouldAllBe(reason => reason == WeightReason.ExpertBeneficial);
    }

    [Fact]
    public void With_all_solutions_the_harmful_segment_is_masked_in_D_s0()
    {
        var state = State(
            Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, true), Samples.Rollout(Failure, 6, false), Samples.Rollout(Failure, 9, true));

        var examples = Eef(3, SolutionChoice.All).Select(state).Where(example => !example.State.IsRecovery && example.Solution.Start.Step == 9);

        Samples.Weights(examples.Single()).ShouldBe("111" + "000" + "111" + "11");
    }

    [Theory]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 1)]
    public void The_ablations_leave_out_a_data_set(bool useInitial, bool useRecovery, int examples)
    {
        var state = State(Samples.Rollout(Failure, 0, true), Samples.Rollout(Failure, 3, false), Samples.Rollout(Failure, 6, true));
        var method = new ExploringExpertFailures(
            "EEF", ["expert"], new EefOptions { ExpertStates = 3, UseInitialStates = useInitial, UseRecoveryStates = useRecovery });

        method.Select(state).Count.ShouldBe(examples);
    }

    [Fact]
    public void Leftover_simulations_go_to_unsolved_tasks_once()
    {
        var method = new ExploringExpertFailures(
            "EEF", ["expert"], new EefOptions { ExpertStates = 3, SimulationsPerTask = 4, Leftover = LeftoverUse.Unsolved });
        Rollout[] first = [Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, false), Samples.Rollout(Demonstration, 0, true)];

        var second = method.Explore(State(first));

        second.Select(request => request.Key).ShouldBe(
            ["toy/1|s0|1", "toy/1|expert@3|1", "toy/1|s0|2", "toy/1|expert@3|2", "toy/1|s0|3"]);
        method.Explore(State([.. first, Samples.Rollout(Failure, 0, false, attempt: 1)])).ShouldBeEmpty();
    }

    [Fact]
    public void Failures_of_experts_that_were_not_asked_for_are_left_alone() =>
        new ExploringExpertFailures("EEF", ["someone else"], new EefOptions()).Explore(State()).ShouldAllBe(request => request.Start.IsInitial);

    private static ExploringExpertFailures Eef(int states, SolutionChoice choice = SolutionChoice.FewestExpertActions) =>
        new("EEF", ["expert"], new EefOptions { ExpertStates = states, Choice = choice });

    private static IterationState State(params Rollout[] rollouts)
    {
        Trajectory[] experts = [Failure, Demonstration];
        var positives = new PositiveRepository(experts, 1);
        foreach (var rollout in rollouts)
        {
            positives.Add(rollout, 1);
        }

        return new IterationState
        {
            Number = 1,
            Tasks = [Samples.Task, Solved],
            Experts = experts,
            Positives = positives,
            Rollouts = rollouts,
            SuccessThreshold = 1,
            Seed = new Seed(1),
        };
    }
}
