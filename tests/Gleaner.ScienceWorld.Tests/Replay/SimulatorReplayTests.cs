using Gleaner.Environments;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.StandIn;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.ScienceWorld.Tests.Simulators;

namespace Gleaner.ScienceWorld.Tests.Replay;

/// <summary>Replays on the stand-in simulator.</summary>
public sealed class SimulatorReplayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_of_the_stand_in_replay_several_at_once_and_in_order()
    {
        await using var world = new StandInWorld();
        var runs = new List<RecordedRun>();
        for (var variation = 0; variation < 6; variation++)
        {
            runs.Add(await RecordAsync(world.Environment, variation));
        }

        var results = await ReplayAsync(world.Environment, runs);
        results.Select(result => result.Place).ShouldBe(runs.Select(run => run.Place));
        results.ShouldAllBe(result => result.IsIdentical && result.States.Compared > 3);
        world.Environment.Simulators.Started.ShouldBe(2);
    }

    [Fact]
    public async Task A_simulator_that_dies_cuts_one_replay_short_and_the_next_goes_on()
    {
        await using var world = new StandInWorld();
        var run = await RecordAsync(world.Environment, 0);
        await using var dying = new StandInWorld(new StandInSettings(Fault: Fault.Dies, FaultAfterSteps: run.Steps.Length + 3), new SimulatorOptions { Instances = 1 });
        var results = await ReplayAsync(dying.Environment, [run, run, run]);
        results.Select(result => result.Failure is null).ShouldBe([true, false, true]);
        results[1].States.Compared.ShouldBeGreaterThan(0);
    }

    private static async Task<List<RunReplayResult>> ReplayAsync(IEnvironment environment, IReadOnlyList<RecordedRun> runs)
    {
        var results = new List<RunReplayResult>();
        await foreach (var result in new RunReplayer(environment).ReplayAsync(runs, Cancellation))
        {
            results.Add(result);
        }

        return results;
    }

    private static async Task<RecordedRun> RecordAsync(ScienceWorldEnvironment environment, int variation)
    {
        var task = new TaskVariation(TaskTypes.Get("boil"), variation);
        var world = task.With(Simplifications.Easy);
        var gold = await environment.ListGoldActionsAsync(world, Cancellation);
        await using var episode = await environment.ResetAsync(world.Id, Cancellation);
        var opening = episode.Observation.Text.Split('\n', 2);
        var steps = new List<RecordedRunStep>();
        foreach (var action in gold)
        {
            await episode.StepAsync(action, Cancellation);
            steps.Add(new RecordedRunStep(null, action, episode.Observation.Text, episode.RawScore));
        }

        episode.Return.ShouldBe(1);
        return new RecordedRun($"run {variation}", "gold", task, Simplifications.Easy, opening[0], opening[1], [.. steps]) { ScoreTolerance = 1e-9 };
    }
}
