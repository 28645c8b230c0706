using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Environments;

public class CheckedReplayTests
{
    [Fact]
    public async Task Gives_the_environments_own_observations()
    {
        var recorded = AsRead(await RecordAsync());
        recorded.Turns[0].Observation.ShouldNotBeOfType<CorridorObservation>();

        var live = await CheckedReplay.PlayAsync(new KeyDoorEnvironment(), recorded, TestContext.Current.CancellationToken);

        live.Turns.ShouldBe(recorded.Turns);
        live.Turns.Select(turn => turn.Observation).ShouldAllBe(observation => observation is CorridorObservation);
        live.Final.ShouldBeOfType<CorridorObservation>();
        (live with { Turns = recorded.Turns, Final = recorded.Final }).ShouldBe(recorded);
    }

    [Fact]
    public async Task Names_the_first_difference()
    {
        var recorded = await RecordAsync();
        var turn = recorded.Turns[2];
        var changed = recorded with { Turns = recorded.Turns.SetItem(2, turn with { Observation = new(turn.Observation.Text + "!") }) };

        (await FailAsync(changed)).ShouldStartWith(
            $"Replay of wanderer on toy/1/4, after 2 actions: the observation differs at character {turn.Observation.Text.Length}: recorded “{turn.Observation.Text}!”, here “{turn.Observation.Text}”.");
    }

    [Fact]
    public async Task Notices_another_return_but_not_another_rounding()
    {
        (await FailAsync(await RecordAsync() with { Return = 0.25 })).ShouldContain("the return is 1, but 0.25 was recorded");
        (await FailAsync(await RecordAsync() with { Return = 1 + 1e-8 })).ShouldContain("the return is 1, but 1.00000001 was recorded");

        var sum = await RecordAsync() with { Return = 1 - 1e-12 };
        (await CheckedReplay.PlayAsync(new KeyDoorEnvironment(), sum, TestContext.Current.CancellationToken)).Return.ShouldBe(1, "the environment's own");
    }

    [Fact]
    public async Task Notices_another_end_where_the_end_was_recorded()
    {
        var recorded = await RecordAsync();
        var changed = recorded with { Final = new Observation("elsewhere") };

        (await FailAsync(changed)).ShouldContain($"after {recorded.Length} actions: the observation differs");
        var unknown = await CheckedReplay.TryPlayAsync(new KeyDoorEnvironment(), changed, isFinalKnown: false, TestContext.Current.CancellationToken);
        unknown.Played.ShouldNotBeNull().Final.Text.ShouldBe(recorded.Final.Text);
    }

    [Fact]
    public async Task Notices_actions_after_the_end()
    {
        var recorded = await RecordAsync();
        var longer = recorded with { Turns = recorded.Turns.Add(recorded.Turns[^1] with { Observation = recorded.Final }) };
        (await FailAsync(longer)).ShouldContain("the task has already ended");
    }

    [Fact]
    public async Task Hands_back_the_episode_open_in_the_state_that_was_asked_for()
    {
        var recorded = await RecordAsync();

        await using var state = await CheckedReplay.TryOpenAsync(new KeyDoorEnvironment(), recorded, 2, cancellationToken: TestContext.Current.CancellationToken);

        state.Turns.ShouldBe(recorded.Turns[..2]);
        var episode = state.Episode.ShouldNotBeNull();
        foreach (var turn in recorded.Turns[2..])
        {
            episode.Observation.Text.ShouldBe(turn.Observation.Text);
            await episode.StepAsync(turn.Action, TestContext.Current.CancellationToken);
        }

        episode.Return.ShouldBe(recorded.Return);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_state_is_reached_only_if_all_that_was_seen_until_then_is_as_recorded(int steps, bool isReached)
    {
        var recorded = await RecordAsync();
        var changed = recorded with { Turns = recorded.Turns.SetItem(2, recorded.Turns[2] with { Observation = new("elsewhere") }) };
        var environment = new Watched(new KeyDoorEnvironment());

        await using (var state = await CheckedReplay.TryOpenAsync(environment, changed, steps, cancellationToken: TestContext.Current.CancellationToken))
        {
            state.Step.ShouldBe(steps);
            (state.Episode is not null).ShouldBe(isReached);
            (state.Difference is null).ShouldBe(isReached);
            environment.Open.ShouldBe(isReached ? 1 : 0);
        }

        environment.Open.ShouldBe(0, "no episode is left open");
    }

    private static async Task<string> FailAsync(Trajectory recorded) => (await Should.ThrowAsync<GleanerException>(
        async () => await CheckedReplay.PlayAsync(new KeyDoorEnvironment(), recorded, TestContext.Current.CancellationToken))).Message;

    private static async Task<Trajectory> RecordAsync()
    {
        var rollouts = await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(
            Wanderer.Create(carelessness: 0),
            [new RolloutRequest(StartState.Initial(KeyDoorEnvironment.Task(1, 4)), 0)],
            new Seed(1),
            new RolloutOptions(),
            cancellationToken: TestContext.Current.CancellationToken);
        return rollouts[0].Trajectory;
    }

    private static Trajectory AsRead(Trajectory trajectory)
    {
        using var stream = new MemoryStream();
        TrajectoryJsonLines.Write(stream, [trajectory]);
        return TrajectoryJsonLines.Read(new MemoryStream(stream.ToArray()), "test").Single();
    }

    /// <summary>Counts the episodes that are open.</summary>
    private sealed class Watched(IEnvironment inner) : IEnvironment
    {
        public int Open { get; private set; }

        public string Name => inner.Name;

        public double SuccessThreshold => inner.SuccessThreshold;

        public async ValueTask<IEpisode> ResetAsync(Gleaner.Tasks.TaskId task, CancellationToken cancellationToken)
        {
            Open++;
            return new Episode(await inner.ResetAsync(task, cancellationToken), () => Open--);
        }

        private sealed class Episode(IEpisode inner, Action onClosed) : IEpisode
        {
            public Gleaner.Tasks.TaskId Task => inner.Task;

            public Observation Observation => inner.Observation;

            public bool IsDone => inner.IsDone;

            public double Return => inner.Return;

            public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken) => inner.StepAsync(action, cancellationToken);

            public ValueTask DisposeAsync()
            {
                onClosed();
                return inner.DisposeAsync();
            }
        }
    }
}
