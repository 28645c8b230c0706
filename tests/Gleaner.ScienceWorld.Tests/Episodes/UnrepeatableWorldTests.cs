using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.StandIn;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.ScienceWorld.Tests.Simulators;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Episodes;

/// <summary>A simulator that lists things in another order in every second episode, as versions before 1.3.0 do now and then.</summary>
public sealed class UnrepeatableWorldTests
{
    private static readonly string[] Actions = ["go to hallway", "go to kitchen", "look around", "inventory"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compared_exactly_a_start_state_is_missed()
    {
        await using var world = Open(ReplayComparison.Exact);
        var rollout = await FromThirdStateAsync(world.Environment);
        (rollout.Trajectory.StopReason, rollout.WasSimulated, rollout.IsStartTolerated).ShouldBe((StopReason.ReplayDiverged, false, false));
    }

    [Fact]
    public async Task Compared_tolerantly_it_is_reached_and_counted_apart()
    {
        await using var world = Open(ReplayComparison.Tolerant);
        var rollout = await FromThirdStateAsync(world.Environment);

        (rollout.WasSimulated, rollout.IsStartTolerated, rollout.StudentSteps).ShouldBe((true, true, 2));
        var trunk = rollout.Request.Start.Trunk!.Trajectory;
        rollout.Trajectory.Turns[0].Observation.Text.ShouldNotBe(trunk.Turns[0].Observation.Text, "it holds what was seen");

        // And it is restored so.
        var record = RolloutRecord.Of(rollout, withTexts: true);
        record.Before!.Value.ShouldBe(rollout.Trajectory.Turns.Take(3).Select(turn => turn.Observation.Text));
    }

    [Fact]
    public async Task A_replay_of_a_trajectory_goes_by_the_same_comparison()
    {
        await using var world = Open(ReplayComparison.Tolerant);
        var recorded = await RecordAsync(world.Environment);
        (await CheckedReplay.TryPlayAsync(world.Environment, recorded, cancellationToken: Cancellation)).Difference.ShouldBeNull();
        await using var exact = Open(ReplayComparison.Exact);
        await RecordAsync(exact.Environment);
        (await CheckedReplay.TryPlayAsync(exact.Environment, recorded, cancellationToken: Cancellation)).Difference!.ShouldContain("the observation differs");
    }

    private static StandInWorld Open(ReplayComparison comparison) => new(
        new StandInSettings(Version: StandInVersion.Shuffles), new SimulatorOptions { Instances = 1 }, new EpisodeSettings { Comparison = comparison });

    private static async Task<Rollout> FromThirdStateAsync(ScienceWorldEnvironment environment)
    {
        var request = new RolloutRequest(StartState.After(await RecordAsync(environment), 3), 0);
        return (await new RolloutEngine(environment).RunAsync(
            new Scripted(), [request], new Seed(1), new RolloutOptions { MaxTurns = 5, Workers = 1 }, cancellationToken: Cancellation))[0];
    }

    private static async Task<Trajectory> RecordAsync(ScienceWorldEnvironment environment)
    {
        await using var episode = await environment.ResetAsync(new ScienceWorldTask("boil", 1, Simplifications.None).Id, Cancellation);
        var turns = new List<Turn>();
        foreach (var action in Actions)
        {
            var seen = episode.Observation;
            var step = await episode.StepAsync(action, Cancellation);
            turns.Add(new Turn(seen, action, Author.Expert, step.Reward, step.WasPossible));
        }

        return new Trajectory(episode.Task, "expert", [.. turns], episode.Observation, episode.Return, StopReason.NoAction);
    }

    private sealed class Scripted : IPolicy, IPolicySession
    {
        public string Name => "scripted";

        public IPolicySession Open(Decoding decoding) => this;

        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            new([.. episodes.Select(_ => new Decision("inventory"))]);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
