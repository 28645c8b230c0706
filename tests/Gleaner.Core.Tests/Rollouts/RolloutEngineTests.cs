using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Rollouts;

public class RolloutEngineTests
{
    private static readonly KeyDoorEnvironment World = new();
    private static readonly Seed Seed = new(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(4, 100)]
    public async Task Workers_and_batches_do_not_change_results(int workers, int batchSize)
    {
        var requests = Requests(attempts: 3);
        var expected = await RunAsync(Wanderer.Create(), requests, new RolloutOptions { Workers = 1, BatchSize = 1, MaxTurns = 12 });
        var finished = new List<string>();
        var policy = Wanderer.Create();

        var rollouts = await new RolloutEngine(World).RunAsync(
            policy, requests, Seed, new RolloutOptions { Workers = workers, BatchSize = batchSize, MaxTurns = 12 },
            rollout => finished.Add(rollout.Request.Key), Cancellation);

        rollouts.Select(Describe).ShouldBe(expected.Select(Describe));
        finished.Order().ShouldBe(requests.Select(request => request.Key).Order());
        policy.LargestBatch.ShouldBeLessThanOrEqualTo(batchSize);
        policy.Released.Count.ShouldBe(requests.Count);
    }

    [Fact]
    public async Task Attempts_differ_and_come_in_the_order_of_the_requests()
    {
        var requests = Requests(attempts: 2);
        var rollouts = await RunAsync(Wanderer.Create(carelessness: 0.9), requests, new RolloutOptions());
        rollouts.Select(rollout => rollout.Request.Key).ShouldBe(requests.Select(request => request.Key));
        Actions(rollouts[0]).ShouldNotBe(Actions(rollouts[rollouts.Length / 2]));
    }

    [Fact]
    public async Task A_rollout_from_an_expert_state_keeps_the_prefix()
    {
        var expert = (await RunAsync(ScriptedPolicy.Of("expert", _ => "right"), Requests(1), new RolloutOptions { MaxTurns = 6, Author = Author.Expert }))[0].Trajectory;
        expert.Turns.ShouldAllBe(turn => turn.Author == Author.Expert);
        expert.StopReason.ShouldBe(StopReason.TurnLimit);

        var rollout = (await RunAsync(
            ScriptedPolicy.Of("student", _ => "left"), [new RolloutRequest(StartState.After(expert, 2), 0)], new RolloutOptions { MaxTurns = 6 }))[0];

        string.Concat(rollout.Trajectory.Turns.Select(turn => turn.Author.ToString()[0])).ShouldBe("EESSSS");
        Actions(rollout).ShouldBe("right right left left left left");
        (rollout.PrefixLength, rollout.StudentSteps, rollout.ReplayedSteps, rollout.WasSimulated).ShouldBe((2, 4, 2, true));
        rollout.Trajectory.Turns[2].Observation.ShouldBe(expert.Turns[2].Observation);
    }

    [Fact]
    public async Task A_prefix_that_replays_otherwise_stops_the_rollout()
    {
        var expert = (await RunAsync(Wanderer.Create(carelessness: 0), Requests(1), new RolloutOptions()))[0].Trajectory;
        var changed = expert with { Turns = expert.Turns.SetItem(1, expert.Turns[1] with { Observation = new Observation("something else") }) };

        var rollout = (await RunAsync(Wanderer.Create(), [new RolloutRequest(StartState.After(changed, 2), 0)], new RolloutOptions()))[0];

        rollout.Trajectory.StopReason.ShouldBe(StopReason.ReplayDiverged);
        (rollout.WasSimulated, rollout.StudentSteps, rollout.ReplayedSteps, rollout.SampledTokens).ShouldBe((false, 0, 1, 0));
    }

    [Fact]
    public async Task Success_ends_with_the_environments_return()
    {
        var rollout = (await RunAsync(Wanderer.Create(carelessness: 0), Requests(1), new RolloutOptions()))[0];
        (rollout.Trajectory.Return, rollout.Trajectory.StopReason).ShouldBe((1, StopReason.Done));
        rollout.Trajectory.Final.Text.ShouldBe("over");
        rollout.Trajectory.Turns.Sum(turn => turn.Reward).ShouldBe(1);
    }

    [Theory]
    [InlineData(true, StopReason.ContextLimit)]
    [InlineData(false, StopReason.NoAction)]
    public async Task No_action_ends_the_rollout(bool isContextFull, StopReason reason)
    {
        var policy = new ScriptedPolicy("student", _ => new Decision(null) { IsContextFull = isContextFull });
        var rollout = (await RunAsync(policy, Requests(1), new RolloutOptions()))[0];
        (rollout.Trajectory.StopReason, rollout.Trajectory.Length).ShouldBe((reason, 0));
    }

    [Theory]
    [InlineData(5, 9, 5)]
    [InlineData(9, 5, 5)]
    public async Task The_lower_of_both_turn_limits_holds_and_counts_the_prefix(int ofTheEnvironment, int ofTheOptions, int turns)
    {
        var expert = (await RunAsync(ScriptedPolicy.Of("expert", _ => "right"), Requests(1), new RolloutOptions { MaxTurns = 10, Author = Author.Expert }))[0].Trajectory;
        var engine = new RolloutEngine(new LimitedEnvironment(ofTheEnvironment));
        RolloutRequest[] requests = [new(StartState.Initial(expert.Task), 0), new(StartState.After(expert, 3), 0), new(StartState.After(expert, 8), 0)];

        var rollouts = await engine.RunAsync(ScriptedPolicy.Of("student", _ => "left"), requests, Seed, new RolloutOptions { MaxTurns = ofTheOptions }, null, Cancellation);

        rollouts.ShouldAllBe(rollout => rollout.Trajectory.StopReason == StopReason.TurnLimit);
        rollouts.Select(rollout => rollout.StudentSteps).ShouldBe([turns, turns - 3, 0]);
    }

    [Fact]
    public async Task Tokens_are_kept_as_sampled()
    {
        var policy = new ScriptedPolicy("student", _ => new Decision("left", new SampledTokens([3, 1, 4], -0.5)));
        var rollout = (await RunAsync(policy, Requests(1), new RolloutOptions { MaxTurns = 2 }))[0];
        rollout.SampledTokens.ShouldBe(6);
        rollout.Trajectory.Turns[1].Tokens!.Ids.ShouldBe([3, 1, 4]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_failing_policy_surfaces(int workers)
    {
        var policy = ScriptedPolicy.Of("student", episode => episode.Task == KeyDoorEnvironment.Task(2, 4) && episode.Turns.Count == 3
            ? throw new GleanerException("the endpoint is gone")
            : "left");
        (await Should.ThrowAsync<GleanerException>(() => RunAsync(policy, Requests(20), new RolloutOptions { Workers = workers, BatchSize = 2 })))
            .Message.ShouldBe("the endpoint is gone");
    }

    [Fact]
    public async Task A_failing_listener_surfaces()
    {
        var run = new RolloutEngine(World).RunAsync(
            Wanderer.Create(), Requests(3), Seed, new RolloutOptions(), _ => throw new GleanerException("disk full"), Cancellation);
        (await Should.ThrowAsync<GleanerException>(() => run)).Message.ShouldBe("disk full");
    }

    [Fact]
    public async Task Cancelling_stops_after_what_was_reported()
    {
        using var cancellation = new CancellationTokenSource();
        var reported = 0;
        var run = new RolloutEngine(World).RunAsync(
            Wanderer.Create(),
            Requests(20),
            Seed,
            new RolloutOptions { Workers = 1, BatchSize = 1 },
            _ =>
            {
                if (++reported == 5)
                {
                    cancellation.Cancel();
                }
            },
            cancellation.Token);

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        reported.ShouldBe(5);
    }

    [Fact]
    public async Task A_policy_must_decide_for_every_episode()
    {
        var run = new RolloutEngine(World).RunAsync(new SilentPolicy(), Requests(1), Seed, new RolloutOptions(), null, Cancellation);
        (await Should.ThrowAsync<InvalidOperationException>(() => run)).Message.ShouldContain("returned 0 decisions");
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_done() =>
        (await RunAsync(Wanderer.Create(), [], new RolloutOptions())).ShouldBeEmpty();

    private static Task<ImmutableArray<Rollout>> RunAsync(IPolicy policy, IReadOnlyList<RolloutRequest> requests, RolloutOptions options) =>
        new RolloutEngine(World).RunAsync(policy, requests, Seed, options, null, Cancellation);

    private static List<RolloutRequest> Requests(int attempts) =>
        [.. from attempt in Enumerable.Range(0, attempts)
            from task in KeyDoorEnvironment.Split("all", 0, 9).Tasks
            select new RolloutRequest(StartState.Initial(task), attempt)];

    private static string Actions(Rollout rollout) => string.Join(' ', rollout.Trajectory.Turns.Select(turn => turn.Action));

    private static string Describe(Rollout rollout) =>
        $"{rollout.Request.Key}: {Actions(rollout)} → {rollout.Trajectory.Return} {rollout.Trajectory.StopReason}";

    private sealed class LimitedEnvironment(int maxTurns) : IEnvironment
    {
        public string Name => "limited";

        public double SuccessThreshold => 1;

        public int MaxTurns(TaskId task) => maxTurns;

        public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => World.ResetAsync(task, cancellationToken);
    }

    private sealed class SilentPolicy : IPolicy, IPolicySession
    {
        public string Name => "silent";

        public IPolicySession Open(Decoding decoding) => this;

        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Decision>>([]);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
