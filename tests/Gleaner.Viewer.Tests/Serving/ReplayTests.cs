using System.Net;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Maze;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Tests.Serving;

/// <summary>Runs that are recorded without the texts of observations: the actions are played again.</summary>
public sealed class ReplayTests
{
    private static readonly MazeEnvironment Mazes = new(size: 3, count: 4, new Seed(5));

    [Fact]
    public async Task What_a_rollout_saw_is_played_again_and_compared_with_the_recording()
    {
        var record = await RecordAsync();
        await using var viewer = await StartAsync(record);

        var page = await PageAsync(viewer, record);

        page.ShouldContain("played again, equal to what was recorded");
        page.ShouldContain("You are at");
    }

    [Fact]
    public async Task A_rollout_that_does_not_play_as_it_was_recorded_is_shown_with_what_differs()
    {
        var record = await RecordAsync();
        var changed = record with { Observations = record.Observations.SetItem(1, "0000000000000000") };
        await using var viewer = await StartAsync(changed);

        var page = await PageAsync(viewer, record);

        page.ShouldContain("the observation after 1 of its actions is not the recorded one");
        page.ShouldContain(record.Turns[0].Action);
    }

    [Fact]
    public async Task A_world_that_cannot_be_opened_costs_no_more_than_the_observations()
    {
        var record = await RecordAsync();
        await using var viewer = await (await RunningViewer.StartAsync(new BrokenWorlds(), folder => Put(folder, record), ("run", MadeUpRun.Shape()))).LogInAsync();

        var page = await PageAsync(viewer, record);

        page.ShouldContain("the catalogue has gone");
        page.ShouldContain(record.Turns[0].Action);
    }

    // The first look opens the world, which is not waited for long.
    private static async Task<string> PageAsync(RunningViewer viewer, RolloutRecord record)
    {
        await viewer.PageAsync($"/run/run/rollout/{IdOf(record)}");
        await viewer.SettleAsync();
        return WebUtility.HtmlDecode(await viewer.PageAsync($"/run/run/rollout/{IdOf(record)}"));
    }

    private static async Task<RunningViewer> StartAsync(RolloutRecord record) =>
        await (await RunningViewer.StartAsync(new MazeWorlds(), folder => Put(folder, record), ("run", MadeUpRun.Shape()))).LogInAsync();

    private static void Put(string folder, RolloutRecord record) => File.AppendAllText(
        Path.Combine(folder, "run", "seed-1", "EEF", "iteration-1", "rollouts.jsonl"), System.Text.Encoding.UTF8.GetString(Gleaner.Json.JsonLines.ToLine(record)));

    private static RolloutId IdOf(RolloutRecord record) => IndexWriter.IdOf("seed-1/EEF/iteration-1/rollouts", record.Key);

    private static async Task<RolloutRecord> RecordAsync()
    {
        var episode = await Mazes.ResetAsync(Mazes.Tasks[0], TestContext.Current.CancellationToken);
        var turns = new List<Turn>();
        foreach (var action in new[] { "move up", "move left", "move down", "move right", "move up" })
        {
            var seen = episode.Observation;
            var result = await episode.StepAsync(action, TestContext.Current.CancellationToken);
            turns.Add(new Turn(seen, action, Author.Student, result.Reward, result.WasPossible));
        }

        var trajectory = new Trajectory(Mazes.Tasks[0], "student", [.. turns], episode.Observation, episode.Return, StopReason.TurnLimit);
        return RolloutRecord.Of(new Rollout(new RolloutRequest(StartState.Initial(Mazes.Tasks[0]), 0), trajectory), withTexts: false);
    }

    private sealed class MazeWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => new(World.Of(Mazes, "", ("mazes", Mazes.Tasks)));
    }

    private sealed class BrokenWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("the catalogue has gone");
    }
}
