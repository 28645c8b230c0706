using Gleaner.Exploration;
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
        cloning.Select(State(Samples.Rollout(Failure, 0, isPositive: true))).Examples.Single().Solution.Trajectory.ShouldBe(Demonstration);
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
        method.Select(state).Examples.Length.ShouldBe(3);
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

        var examples = Eef(3).Select(state).Examples.Where(example => example.State.Task == Samples.Task).ToList();

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

        var examples = Eef(3, new AllSolutions()).Select(state).Examples.Where(example => !example.State.IsRecovery && example.Solution.Start.Step == 9);

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

        method.Select(state).Examples.Length.ShouldBe(examples);
    }

    [Fact]
    public void Leftover_simulations_go_to_unsolved_tasks_once()
    {
        var method = new ExploringExpertFailures(
            "EEF", ["expert"], new EefOptions { ExpertStates = 1, SimulationsPerTask = 4, Leftover = LeftoverUse.Unsolved });
        Rollout[] first = [Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 6, false), Samples.Rollout(Demonstration, 0, true)];

        var second = method.Explore(State(first));

        second.Select(request => request.Key).ShouldBe(
            ["toy/1|s0|1", "toy/1|expert@6|1", "toy/1|s0|2", "toy/1|expert@6|2", "toy/1|s0|3"]);
        method.Explore(State([.. first, Samples.Rollout(Failure, 0, false, attempt: 1)])).ShouldBeEmpty();
    }

    [Fact]
    public void Failures_of_experts_that_were_not_asked_for_are_left_alone() =>
        new ExploringExpertFailures("EEF", ["someone else"], new EefOptions()).Explore(State()).ShouldAllBe(request => request.Start.IsInitial);

    [Fact]
    public void A_verdict_rule_decides_what_is_beneficial()
    {
        // One of two attempts from s0 succeeds, from s3 both: the first attempt says that a0..a2 helped, any success that they changed nothing.
        var state = State(
            Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, true), Samples.Rollout(Failure, 0, true, attempt: 1), Samples.Rollout(Failure, 3, true, attempt: 1));

        Reason(new AnySuccess()).ShouldBe(WeightReason.ExpertOnPath);
        Reason(new FirstAttempt()).ShouldBe(WeightReason.ExpertBeneficial);
        Reason(new Majority()).ShouldBe(WeightReason.ExpertOnPath);
        Eef(3).Judge(state).ShouldBeNull();

        WeightReason Reason(IVerdictRule rule)
        {
            var method = new ExploringExpertFailures("EEF", ["expert"], new EefOptions { ExpertStates = 3, Choice = new AllSolutions(), VerdictRule = rule });
            (rule is AnySuccess || method.Judge(state)!.Single().States.Length == 2).ShouldBeTrue();
            return Samples.Reasons(method.Select(state).Examples.First(example => example.Solution.Start.Step == 3))[0];
        }
    }

    [Fact]
    public void A_bisecting_policy_explores_in_waves_and_leaves_the_rest_to_unsolved_tasks()
    {
        var method = new ExploringExpertFailures(
            "EEF", ["expert"], new EefOptions { ExpertStates = 5, SimulationsPerTask = 4, StartStates = new Bisecting(), Leftover = LeftoverUse.Initial });
        var rollouts = new List<Rollout>();
        var waves = new List<string>();
        while (method.Explore(State([.. rollouts])) is { Count: > 0 } wave)
        {
            waves.Add(string.Join(' ', wave.Select(request => request.Key)));
            rollouts.AddRange(wave.Select(request => Samples.Rollout(
                request.Start.Task == Solved ? Demonstration : Failure, request.Start.Step, isPositive: request.Start.Step is >= 5 and <= 8, request.Attempt)));
        }

        // v of 12 actions: success from s5 to s8. The budget is 8: two for s0, five states, one left over.
        waves.ShouldBe(
        [
            "toy/1|s0|0 toy/solved|s0|0 toy/1|expert@6|0",
            "toy/1|expert@3|0 toy/1|expert@9|0",
            "toy/1|expert@4|0 toy/1|expert@7|0",
            "toy/1|s0|1",
        ]);
    }

    [Fact]
    public void A_policy_of_ones_own_and_rounding_are_asked_for_each_trunk()
    {
        Keys(new EvenlySpacedRounded(), expertStates: 4).ShouldBe("expert@2 expert@5 expert@7 expert@10");
        Keys(new LastState(), expertStates: 4).ShouldBe("expert@11");

        static string Keys(IStartStatePolicy policy, int expertStates) => string.Join(' ', new ExploringExpertFailures(
                "EEF", ["expert"], new EefOptions { ExpertStates = expertStates, StartStates = policy })
            .Explore(State()).Where(request => !request.Start.IsInitial).Select(request => request.Start.Label));
    }

    [Fact]
    public void Several_failed_runs_of_an_expert_on_a_task_are_trunks_of_their_own()
    {
        Trajectory[] runs = [.. new[] { Failure, Failure with { Return = 0.25 } }.Numbered()];
        var state = State() with { Experts = runs };
        Eef(1).Explore(state).Select(request => request.Key).ShouldBe(["toy/1|s0|0", "toy/solved|s0|0", "toy/1|expert@6|0", "toy/1|expert#2@6|0"]);

        // The first run's middle succeeds, the second one's fails: harm on neither, benefit on the first alone.
        Rollout[] rollouts = [Samples.Rollout(runs[0], 0, false), Samples.Rollout(runs[0], 6, true), Samples.Rollout(runs[1], 6, false)];
        state = state with { Rollouts = rollouts, Positives = state.Positives.Add(rollouts, 1) };
        var example = Eef(1).Select(state).Examples.Single(example => example.State.Task == Samples.Task);
        (example.Solution.Start.Trunk!.Name, Samples.Reasons(example)[0]).ShouldBe(("expert", WeightReason.ExpertBeneficial));
    }

    [Fact]
    public void Own_failures_of_the_iteration_before_are_explored_where_asked_for()
    {
        var earlier = new Rollout(new RolloutRequest(StartState.Initial(Samples.Task), 0), Samples.Trajectory("SSSS", 0));
        var method = new ExploringExpertFailures("EEF", ["nobody"], new EefOptions { ExpertStates = 1, ExploreOwnFailures = true });
        var state = State() with
        {
            Number = 2,
            OwnFailures = [new OwnFailure(1, earlier)],
            Earlier = [new EarlierIteration(1, [RolloutOutcome.Of(earlier, 1)])],
        };

        method.UsesOwnFailures.ShouldBeTrue();
        var requests = method.Explore(state);
        requests.Select(request => request.Key).ShouldBe(["toy/1|s0|0", "toy/solved|s0|0", "toy/1|student:1:s0:0@2|0"]);

        // s0 fails, s2 succeeds: the student's own first two actions were beneficial after all.
        var solved = new Rollout(requests[2], Samples.Trajectory("SSSS", 1));
        Rollout[] rollouts = [Samples.Rollout(Failure, 0, false), solved];
        var after = state with { Rollouts = rollouts, Positives = state.Positives.Add(rollouts, 2) };
        Samples.Reasons(Example(method, after)).ShouldBe(
            [WeightReason.EarlierBeneficial, WeightReason.EarlierBeneficial, WeightReason.StudentAction, WeightReason.StudentAction]);

        // In the next iteration the trunk is explored no more, and its verdicts are remembered.
        var third = after with
        {
            Number = 3, Rollouts = [], Earlier = state.Earlier.Add(new EarlierIteration(2, [.. rollouts.Select(rollout => RolloutOutcome.Of(rollout, 1))])),
        };
        method.Explore(third).ShouldAllBe(request => request.Start.IsInitial);
        Samples.Reasons(Example(method, third))[0].ShouldBe(WeightReason.EarlierBeneficial);

        static WeightedTrajectory Example(IMethod method, IterationState state) =>
            method.Select(state).Examples.Single(example => example.State.Task == Samples.Task);
    }

    [Fact]
    public void A_task_that_the_student_solved_from_s0_in_the_iteration_before_has_no_trunk_of_its_own()
    {
        var failed = new Rollout(new RolloutRequest(StartState.Initial(Samples.Task), 0), Samples.Trajectory("SSSS", 0));
        var state = State() with
        {
            Number = 2,
            OwnFailures = [new OwnFailure(1, failed)],
            Earlier = [new EarlierIteration(1, [RolloutOutcome.Of(failed, 1), new RolloutOutcome(Samples.Task, null, 0, 1, 1, IsPositive: true)])],
        };

        new ExploringExpertFailures("EEF", ["nobody"], new EefOptions { ExploreOwnFailures = true })
            .Explore(state).ShouldAllBe(request => request.Start.IsInitial);
    }

    private static ExploringExpertFailures Eef(int states, ISolutionChoice? choice = null) =>
        new("EEF", ["expert"], new EefOptions { ExpertStates = states, Choice = choice ?? new FewestExpertActions() });

    private static IterationState State(params Rollout[] rollouts)
    {
        Trajectory[] experts = [Failure, Demonstration];
        return new IterationState
        {
            Number = 1,
            Tasks = [Samples.Task, Solved],
            Experts = experts,
            Positives = new PositiveRepository(experts, 1).Add(rollouts, 1),
            Rollouts = rollouts,
            SuccessThreshold = 1,
            Seed = new Seed(1),
        };
    }

    private sealed class LastState : IStartStatePolicy
    {
        public IEnumerable<int> Choose(TrunkExploration exploration) => [exploration.Length - 1];
    }
}
