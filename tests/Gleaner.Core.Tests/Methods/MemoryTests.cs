using Gleaner.Exploration;
using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Methods;

/// <summary>What EEF remembers of earlier iterations, and where its leftover simulations go.</summary>
public class MemoryTests
{
    private static readonly TaskId Other = new("toy/other");
    private static readonly Trajectory Failure = Samples.Failure(12);

    // Iteration 1 finds the recovery state s6: v(s0, s3, s6) = fail, ok, fail.
    private static readonly Rollout[] First =
        [Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, true), Samples.Rollout(Failure, 6, false)];

    // In iteration 2 the student succeeds from s6 itself.
    private static readonly Rollout[] Second =
        [Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, true), Samples.Rollout(Failure, 6, true)];

    private static readonly Rollout[] Third = [Samples.Rollout(Failure, 0, true), Samples.Rollout(Failure, 3, true), Samples.Rollout(Failure, 6, true)];

    [Theory]
    [InlineData(RecoveryMemory.Iteration, "", "", "")]
    [InlineData(RecoveryMemory.UntilSolved, "", "6", "")]
    [InlineData(RecoveryMemory.Always, "", "6", "6")]
    public void A_recovery_state_solved_in_a_later_iteration_is_taught_as_its_memory_says(RecoveryMemory memory, string first, string second, string third)
    {
        var method = Eef(new EefOptions { ExpertStates = 3, RecoveryMemory = memory });
        Taught([First]).ShouldBe(first);
        Taught([First, Second]).ShouldBe(second);
        Taught([First, Second, Third]).ShouldBe(third);

        string Taught(Rollout[][] iterations) => string.Join(' ', method.Select(State(iterations)).Examples
            .Where(example => example.State.IsRecovery).Select(example => example.State.Step));
    }

    [Fact]
    public void A_remembered_recovery_state_teaches_what_comes_after_it_alone()
    {
        var example = Eef(new EefOptions { ExpertStates = 3, RecoveryMemory = RecoveryMemory.UntilSolved })
            .Select(State([First, Second])).Examples.Single(example => example.State.IsRecovery);
        Samples.Weights(example).ShouldBe("000000" + "11");
        example.Solution.Iteration.ShouldBe(2);
    }

    [Fact]
    public void Verdicts_count_the_attempts_of_remembered_iterations()
    {
        // s3 succeeds in iteration 1 and fails in iteration 2.
        Rollout[] second = [Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, false)];
        Rollout[][] iterations = [First, second];

        Verdict(1, new AnySuccess()).ShouldBe((1, 0, StateVerdict.Failure));
        Verdict(2, new AnySuccess()).ShouldBe((2, 1, StateVerdict.Success));
        Verdict(2, new Majority()).ShouldBe((2, 1, StateVerdict.Unknown));
        Verdict(7, new WilsonBound()).ShouldBe((2, 1, StateVerdict.Unknown));
        // Of several iterations' first attempts the latest one's decides.
        Verdict(2, new FirstAttempt()).ShouldBe((2, 1, StateVerdict.Failure));

        (int Attempts, int Successes, StateVerdict) Verdict(int memory, IVerdictRule rule)
        {
            // Only a rule other than the paper's, or a memory, is kept with the run.
            var method = Eef(new EefOptions { ExpertStates = 3, VerdictMemory = memory, VerdictRule = rule });
            var states = method.Judge(State(iterations))?.Single().States;
            (states is null).ShouldBe(memory == 1 && rule is AnySuccess);
            var state = (states ?? Eef(new EefOptions { VerdictMemory = memory, VerdictRule = rule, ExploreOwnFailures = true }).Judge(State(iterations))!.Single().States)
                .Single(state => state.Step == 3);
            return (state.Outcome.Attempts, state.Outcome.Successes, state.Verdict);
        }
    }

    [Fact]
    public void Harm_known_from_an_earlier_iteration_stays_masked()
    {
        // Iteration 1: s3 ok, s6 fail. Iteration 2: all fail but s9, whose solution passes through the harmful a3 to a5.
        Rollout[] second =
            [Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 3, false), Samples.Rollout(Failure, 6, false), Samples.Rollout(Failure, 9, true)];
        Weights(memory: 1).ShouldBe("11111111111");
        Weights(memory: 2).ShouldBe("111" + "000" + "11111");

        string Weights(int memory) => Samples.Weights(
            Eef(new EefOptions { ExpertStates = 3, VerdictMemory = memory, Choice = new AllSolutions() }).Select(State([First, second])).Examples
                .Single(example => !example.State.IsRecovery && example.Solution.Start.Step == 9));
    }

    [Fact]
    public void Leftover_simulations_go_to_recovery_states_and_do_not_hide_them()
    {
        var method = Eef(new EefOptions { ExpertStates = 3, SimulationsPerTask = 4, Leftover = LeftoverUse.Recovery });
        method.Explore(State([[.. First, Samples.Rollout(Failure, 9, false), Samples.Rollout(Samples.Failure(12, Other), 0, false)]])).Select(request => request.Key)
            .ShouldBe(["toy/1|expert@6|1", "toy/1|expert@6|2", "toy/1|expert@6|3"]);

        Rollout[] solved = [.. First, Samples.Rollout(Failure, 6, true, attempt: 1)];
        var example = method.Select(State([solved])).Examples.Single(example => example.State.IsRecovery);
        (example.State.Step, example.Solution.Start.Step).ShouldBe((6, 6));
    }

    [Fact]
    public void Without_recovery_states_leftover_simulations_go_to_unsolved_tasks() =>
        Eef(new EefOptions { ExpertStates = 1, SimulationsPerTask = 2, Leftover = LeftoverUse.Recovery })
            .Explore(State([[Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 6, false), Samples.Rollout(Samples.Failure(12, Other), 0, true)]]))
            .Select(request => request.Key).ShouldBe(["toy/1|s0|1"]);

    [Fact]
    public void Settled_tasks_are_left_alone()
    {
        var method = Eef(new EefOptions { ExpertStates = 5, SimulationsPerTask = 4, SkipSettledTasks = true, StartStates = new Bisecting(), Leftover = LeftoverUse.Unsolved });
        var experts = new[] { Failure, Samples.Failure(12, Other) };
        var rollouts = new List<Rollout>();
        var waves = new List<string>();
        while (method.Explore(State([[.. rollouts]], experts)) is { Count: > 0 } wave)
        {
            waves.Add(string.Join(' ', wave.Select(request => request.Key)));
            rollouts.AddRange(wave.Select(request => Samples.Rollout(
                request.Start.Task == Other ? experts[1] : Failure, request.Start.Step, request.Start.Task == Other || request.Start.Step == 9, request.Attempt)));
        }

        // The other task is solved at once. This one once s9 is; nothing is unsolved then, and three of the budget of eight stay unspent.
        waves.ShouldBe(["toy/1|s0|0 toy/other|s0|0", "toy/1|expert@6|0", "toy/1|expert@3|0", "toy/1|expert@9|0"]);
    }

    [Fact]
    public void Adaptive_rft_spends_its_budget_where_eef_spends_its_leftover()
    {
        var method = new RejectionSampling("RFT", 3, leftover: LeftoverUse.Unsolved);
        method.Explore(State([[]])).Select(request => request.Key).ShouldBe(["toy/1|s0|0", "toy/other|s0|0"]);
        Rollout[] once = [Samples.Rollout(Failure, 0, false), Samples.Rollout(Samples.Failure(12, Other), 0, true)];
        method.Explore(State([once])).Select(request => request.Key).ShouldBe(["toy/1|s0|1", "toy/1|s0|2", "toy/1|s0|3", "toy/1|s0|4"]);
        method.Explore(State([[.. once, Samples.Rollout(Failure, 0, false, attempt: 1)]])).ShouldBeEmpty();
        new RejectionSampling("RFT", 2, leftover: LeftoverUse.Initial).Explore(State([once])).Select(request => request.Key)
            .ShouldBe(["toy/1|s0|1", "toy/other|s0|1"]);
    }

    [Fact]
    public void Distinct_solutions_are_those_with_other_actions()
    {
        Rollout[] rollouts = [.. Enumerable.Range(0, 3).Select(attempt => Samples.Rollout(Failure, 0, true, attempt))];
        rollouts[2] = rollouts[2] with { Trajectory = Samples.Trajectory("SSS", 1) };
        new RejectionSampling("RFT", 3, new DistinctSolutions()).Select(State([rollouts])).Examples
            .Select(example => example.Solution.Rollout).ShouldBe(["toy/1|s0|0", "toy/1|s0|2"]);
    }

    private static ExploringExpertFailures Eef(EefOptions options) => new("EEF", ["expert"], options);

    /// <summary>The state in the last of some iterations, given the rollouts of all.</summary>
    private static IterationState State(Rollout[][] iterations, IReadOnlyList<Trajectory>? experts = null)
    {
        experts ??= [Failure];
        var positives = new PositiveRepository(experts, 1);
        foreach (var (index, rollouts) in iterations.Index())
        {
            positives = positives.Add(rollouts, index + 1);
        }

        return new IterationState
        {
            Number = iterations.Length,
            Tasks = [Samples.Task, Other],
            Experts = experts,
            Positives = positives,
            Rollouts = iterations[^1],
            SuccessThreshold = 1,
            Seed = new Seed(1),
            Earlier = [.. iterations[..^1].Select((rollouts, index) => new EarlierIteration(index + 1, [.. rollouts.Select(rollout => RolloutOutcome.Of(rollout, 1))]))],
        };
    }
}
