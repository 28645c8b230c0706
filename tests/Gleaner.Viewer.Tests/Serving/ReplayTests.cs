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

    [Fact]
    public async Task The_environment_can_be_played_on_from_any_state_of_a_rollout()
    {
        var record = await RecordAsync();
        await using var viewer = await StartAsync(record);
        await PageAsync(viewer, record);
        var episode = await Mazes.ResetAsync(Mazes.Tasks[0], TestContext.Current.CancellationToken);
        await episode.StepAsync(record.Turns[0].Action, TestContext.Current.CancellationToken);
        await episode.StepAsync(record.Turns[1].Action, TestContext.Current.CancellationToken);
        await episode.StepAsync("move right", TestContext.Current.CancellationToken);
        await episode.StepAsync("fly <away>", TestContext.Current.CancellationToken);

        var page = WebUtility.HtmlDecode(await viewer.PageAsync($"/run/run/rollout/{IdOf(record)}/play/2?do=move+right&do=fly+%3Caway%3E"));

        page.ShouldContain("3 states, all as recorded");
        page.ShouldContain(episode.Observation.Text);
        page.ShouldContain("<code>fly <away></code>");
        page.ShouldContain("not possible here");
        page.ShouldContain($"/run/run/rollout/{IdOf(record)}/play/2?do=move%20right\">take the last action back");
    }

    [Fact]
    public async Task Without_actions_of_ones_own_the_next_one_is_the_rollouts()
    {
        var record = await RecordAsync();
        await using var viewer = await StartAsync(record);
        await PageAsync(viewer, record);

        var page = WebUtility.HtmlDecode(await viewer.PageAsync($"/run/run/rollout/{IdOf(record)}/play/1"));

        page.ShouldContain($"as the rollout did: {record.Turns[1].Action}");
        (await viewer.GetAsync($"/run/run/rollout/{IdOf(record)}/play/{record.Turns.Length + 1}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await viewer.GetAsync($"/run/run/rollout/{IdOf(record)}/play/-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_the_return_is_made_of_is_told_where_the_environment_says_it()
    {
        var record = await RecordAsync();
        await using var viewer = await (await RunningViewer.StartAsync(new ExplainedWorlds(), folder => Put(folder, record), ("run", MadeUpRun.Shape()))).LogInAsync();
        await PageAsync(viewer, record);

        WebUtility.HtmlDecode(await viewer.PageAsync($"/run/run/rollout/{IdOf(record)}/play/{record.Turns.Length}")).ShouldContain("nothing & <all> of it");
    }

    [Fact]
    public async Task A_state_that_is_not_as_recorded_is_not_played_on_from()
    {
        var record = await RecordAsync();
        await using var viewer = await StartAsync(record with { Observations = record.Observations.SetItem(1, "0000000000000000") });
        await PageAsync(viewer, record);

        var page = WebUtility.HtmlDecode(await viewer.PageAsync($"/run/run/rollout/{IdOf(record)}/play/3"));

        page.ShouldContain("the observation after 1 of its actions is not the recorded one");
        page.ShouldNotContain("Do it");
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

    private sealed class ExplainedWorlds : IRunWorlds, IEnvironment
    {
        public string Name => Mazes.Name;

        public double SuccessThreshold => Mazes.SuccessThreshold;

        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => new(World.Of(this, "", ("mazes", Mazes.Tasks)));

        public async ValueTask<IEpisode> ResetAsync(Gleaner.Tasks.TaskId task, CancellationToken cancellationToken) => new Explained(await Mazes.ResetAsync(task, cancellationToken));

        private sealed class Explained(IEpisode inner) : IExplainedEpisode
        {
            public Gleaner.Tasks.TaskId Task => inner.Task;

            public Observation Observation => inner.Observation;

            public bool IsDone => inner.IsDone;

            public double Return => inner.Return;

            public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken) => inner.StepAsync(action, cancellationToken);

            public ValueTask<string> ExplainReturnAsync(CancellationToken cancellationToken) => new("nothing & <all> of it");
        }
    }

    private sealed class BrokenWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("the catalogue has gone");
    }
}
