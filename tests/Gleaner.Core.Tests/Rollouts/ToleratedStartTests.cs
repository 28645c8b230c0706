using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Rollouts;

/// <summary>Start states that are reached by texts other than the recorded ones, which the environment takes for the same.</summary>
public sealed class ToleratedStartTests
{
    private const int Step = 2;

    private static readonly KeyDoorEnvironment Tolerant = new("!") { IsTolerant = true, RecordsTexts = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_simulated_and_counted_apart()
    {
        var same = await BranchIn(new KeyDoorEnvironment());
        var tolerated = await BranchIn(Tolerant);
        var missed = await BranchIn(new KeyDoorEnvironment("!"));

        (same.WasSimulated, same.IsStartTolerated).ShouldBe((true, false));
        (tolerated.WasSimulated, tolerated.IsStartTolerated).ShouldBe((true, true));
        (missed.Trajectory.StopReason, missed.IsStartTolerated).ShouldBe((StopReason.ReplayDiverged, false));
        var counts = RolloutCounts.Count([same, tolerated, missed], [same.Request.Start.Trunk!.Trajectory], 1);
        (counts.Simulations, counts.Tolerated, counts.Diverged).ShouldBe((2, 1, 1));
    }

    [Fact]
    public async Task What_was_seen_on_the_way_is_kept_and_restored()
    {
        var rollout = await BranchIn(Tolerant);
        var record = RolloutRecord.Of(rollout, withTexts: true);

        var restored = await new RolloutReplay(Tolerant, rollout.Trajectory.Policy, Author.Student).RestoreAsync(rollout.Request, record, Cancellation);

        record.Before!.Value.Length.ShouldBe(Step);
        restored.IsStartTolerated.ShouldBeTrue();
        Texts(restored).ShouldBe(Texts(rollout));
        RolloutRecord.Of(await BranchIn(new KeyDoorEnvironment { RecordsTexts = true }), withTexts: true).Before.ShouldBeNull();
    }

    private static IEnumerable<string> Texts(Rollout rollout) => rollout.Trajectory.Turns.Select(turn => turn.Observation.Text).Append(rollout.Trajectory.Final.Text);

    private static async Task<Rollout> BranchIn(KeyDoorEnvironment environment)
    {
        var task = KeyDoorEnvironment.Split("all", 0, 1).Tasks[0];
        var expert = (await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(
            Wanderer.Create(carelessness: 0), [new RolloutRequest(StartState.Initial(task), 0)], new(1), new RolloutOptions(), null, Cancellation))[0].Trajectory;
        return (await new RolloutEngine(environment).RunAsync(
            Wanderer.Create(carelessness: 0), [new RolloutRequest(StartState.After(expert, Step), 0)], new(1), new RolloutOptions(), null, Cancellation))[0];
    }
}
