using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Tasks;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Methods;

/// <summary>GRPO by hand: which groups are played, and what their advantages come to.</summary>
public class GroupRelativePolicyTests
{
    private static readonly TaskId Solved = new("toy/solved");
    private static readonly Trajectory Failure = Samples.Failure(4);

    [Theory]
    [InlineData(0, 3, "toy/1|s0|0 toy/solved|s0|0 toy/1|s0|1 toy/solved|s0|1 toy/1|s0|2 toy/solved|s0|2")]
    [InlineData(1, 5, "toy/1|s0|0 toy/1|expert@2|0 toy/solved|s0|0 toy/1|s0|1 toy/1|expert@2|1 toy/solved|s0|1 toy/1|s0|2 toy/solved|s0|2 toy/solved|s0|3 toy/solved|s0|4")]
    [InlineData(5, 4, "toy/1|s0|0 toy/1|expert@1|0 toy/solved|s0|0 toy/1|s0|1 toy/1|expert@1|1 toy/solved|s0|1 toy/solved|s0|2 toy/solved|s0|3")] // no group of one
    public void A_task_shares_its_rollouts_among_its_start_states(int expertStates, int rollouts, string expected)
    {
        var method = new GroupRelativePolicy("GRPO", ["expert"], new GrpoOptions { Rollouts = rollouts, ExpertStates = expertStates });
        string.Join(' ', method.Explore(State()).Select(request => request.Key)).ShouldBe(expected);
        method.Explore(State(Samples.Rollout(Failure, 0, true))).ShouldBeEmpty();
    }

    // From s0 one of four succeeds: mean 0.25, deviation √(3/16) = 0.433. From the state after two expert actions one of two: mean and deviation 0.5.
    [Theory]
    [InlineData(true, "1.73 -0.58 -0.58 -0.58 -1.00 1.00")]
    [InlineData(false, "0.75 -0.25 -0.25 -0.25 -0.50 0.50")]
    public void An_advantage_is_relative_to_the_group_of_the_same_start_state(bool dividesByDeviation, string expected)
    {
        var loss = new GroupPolicyLoss { ClipHigh = 0.28, KlWeight = 0 };
        var set = Select(
            new GrpoOptions { DividesByDeviation = dividesByDeviation, Loss = loss },
            Samples.Rollout(Failure, 0, true), Samples.Rollout(Failure, 0, false, 1), Samples.Rollout(Failure, 2, false), Samples.Rollout(Failure, 0, false, 2),
            Samples.Rollout(Failure, 2, true, 1), Samples.Rollout(Failure, 0, false, 3));

        string.Join(' ', set.Samples.Select(sample => FormattableString.Invariant($"{sample.Advantage:0.00}"))).ShouldBe(expected);
        string.Join(' ', set.Samples.Select(sample => Samples.Weights(sample.Example))).ShouldBe("11 11 11 11 0011 0011");
        Samples.Reasons(set.Samples[^1].Example).ShouldBe([WeightReason.BeforeStart, WeightReason.BeforeStart, WeightReason.Sampled, WeightReason.Sampled]);
        set.Groups.ShouldBe(new GroupCounts(2, 0));
        (set.PolicyLoss, set.Examples.Length, set.Pairs.Length, set.IsEmpty).ShouldBe((loss, 0, 0, false));
    }

    [Fact]
    public void Groups_of_one_outcome_are_counted_and_left_out()
    {
        var elsewhere = Samples.Trajectory("EEE", 1, Solved);
        var diverged = Samples.Rollout(Failure, 0, true, 2);
        var set = Select(
            new GrpoOptions(),
            Samples.Rollout(Failure, 0, false), Samples.Rollout(Failure, 0, false, 1),
            diverged with { Trajectory = diverged.Trajectory with { StopReason = StopReason.ReplayDiverged } },
            Samples.Rollout(elsewhere, 0, true), Samples.Rollout(elsewhere, 0, true, 1));
        (set.IsEmpty, set.Samples.Length, set.Groups).ShouldBe((true, 0, new GroupCounts(2, 2)));
    }

    [Fact]
    public async Task A_stage_whose_groups_are_all_of_one_outcome_learns_nothing_and_says_so()
    {
        using var folder = new TemporaryFolder();
        List<string> warnings = [];
        var metrics = await new ToyExperiment(folder.Path)
        {
            Method = new WithoutReward(), Warn = warnings.Add, Cancellation = TestContext.Current.CancellationToken,
        }.RunAsync();

        metrics.ShouldAllBe(iteration => iteration.Learning.Steps == 0 && iteration.Learning.Groups == new GroupCounts(9, 9) && iteration.Learning.Samples == 0);
        warnings.Count.ShouldBe(3);
        warnings[0].ShouldStartWith("GRPO, iteration 1: nothing is learnt, because in each of the 9 groups all rollouts earned the same.");
        File.ReadAllText(folder.File("seed-7/GRPO/iteration-3/checkpoint/table.json")).ShouldBe(File.ReadAllText(folder.File("seed-7/BC/iteration-1/checkpoint/table.json")));
        File.Exists(folder.File("seed-7/GRPO/iteration-1/samples.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public void Students_of_other_trainers_refuse_samples_and_name_the_keys()
    {
        var set = Select(new GrpoOptions(), Samples.Rollout(Failure, 0, true), Samples.Rollout(Failure, 0, false, 1));
        Should.Throw<GleanerException>(() => set.RequireExamplesAlone("A student of theirs")).Message
            .ShouldBe("A student of theirs learns from examples and not from samples with advantages, of which the method has selected 2. Take a student that Gleaner trains itself ('student.kind': text, embedded, pretrained), or a method without a policy gradient ('methods[].kind').");
    }

    private static LearningSet Select(GrpoOptions options, params Rollout[] rollouts) => new GroupRelativePolicy("GRPO", ["expert"], options).Select(State(rollouts));

    private static IterationState State(params Rollout[] rollouts)
    {
        Trajectory[] experts = [Failure, Samples.Trajectory("EEE", 1, Solved)];
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

    /// <summary>GRPO that is told that nothing was earned.</summary>
    private sealed class WithoutReward : IMethod
    {
        private readonly GroupRelativePolicy _method = new("GRPO", [], new GrpoOptions { Rollouts = 2 });

        public string Name => _method.Name;

        public IReadOnlyList<RolloutRequest> Explore(IterationState state) => _method.Explore(state);

        public LearningSet Select(IterationState state) => _method.Select(state with
        {
            Rollouts = [.. state.Rollouts.Select(rollout => rollout with { Trajectory = rollout.Trajectory with { Return = 0 } })],
        });
    }
}
