using System.Globalization;
using System.Net;
using System.Text;
using Gleaner.Experiments;
using Gleaner.Trajectories;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Tests.Serving;

/// <summary>What a query finds, taken away as training rows.</summary>
public sealed class TrainingRowsTests
{
    [Fact]
    public async Task Every_rollout_of_the_query_is_a_row_to_imitate_behind_its_trunk()
    {
        await using var viewer = await StartAsync();

        var (name, lines) = await DownloadAsync(viewer, "/run/run/training-rows/sft?q=method%3AEEF+kind%3Aexploration+iteration%3A1+won%3Ayes");

        name.ShouldBe(string.Create(CultureInfo.InvariantCulture, $"run-sft-{lines.Length}-rows.jsonl"));
        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(line => line.StartsWith("example 1 ", StringComparison.Ordinal));
        lines.Select(line => line.Split(' ')[2]).Distinct().Count().ShouldBeGreaterThan(1, "rollouts from several states");
    }

    [Fact]
    public async Task Pairs_are_of_one_state_and_won_against_lost()
    {
        await using var viewer = await StartAsync();

        var (_, lines) = await DownloadAsync(viewer, "/run/run/training-rows/preference?q=method%3AEEF+kind%3Aexploration");

        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(line => line.StartsWith("pair 1 over 0.25 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_download_holds_every_rollout_of_a_task_however_many_there_are()
    {
        const int Attempts = 800;
        await using var viewer = await StartAsync(MadeUpRun.Shape(tasks: 1, iterations: 1, attempts: Attempts));

        var (name, rows) = await DownloadAsync(viewer, "/run/run/training-rows/sft?q=kind%3Aexploration");
        var (pairsName, pairs) = await DownloadAsync(viewer, "/run/run/training-rows/preference?q=kind%3Aexploration");
        var (_, lines) = await DownloadAsync(viewer, "/run/run/rollouts.jsonl?q=kind%3Aexploration");

        rows.Length.ShouldBe(3 * Attempts);
        name.ShouldBe("run-sft-2400-rows.jsonl");
        // The first attempt from s0 and from s4 wins, nothing else does.
        pairs.Length.ShouldBe(2);
        pairsName.ShouldBe("run-preference-2-rows-2396-without-partner.jsonl");
        lines.ShouldBe(await File.ReadAllLinesAsync(Path.Combine(viewer.Runs, "run", "seed-1", "EEF", "iteration-1", "rollouts.jsonl"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/run/run/training-rows/preference?q=won%3Ayes", HttpStatusCode.BadRequest, "no pair")]
    [InlineData("/run/run/training-rows/sft?q=steps%3E9999", HttpStatusCode.BadRequest, "No rollout that matches")]
    [InlineData("/run/run/training-rows/sft?q=nonsense%3A1", HttpStatusCode.BadRequest, "nonsense")]
    [InlineData("/run/run/training-rows/other", HttpStatusCode.NotFound, "no such page")]
    public async Task What_cannot_be_taken_away_is_a_page_and_no_file(string address, HttpStatusCode status, string says)
    {
        await using var viewer = await StartAsync();

        using var answer = await viewer.GetAsync(address);

        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentDisposition.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(says);
        viewer.Defects.ShouldBeEmpty();
    }

    private static async Task<RunningViewer> StartAsync(MadeUpRun? shape = null) => await (await RunningViewer.StartAsync(new Rows(), _ => { }, ("run", shape ?? MadeUpRun.Shape()))).LogInAsync();

    private static async Task<(string Name, string[] Lines)> DownloadAsync(RunningViewer viewer, string address)
    {
        using var answer = await viewer.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        viewer.Defects.ShouldBeEmpty();
        return (answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'), text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class Rows : IRunWorlds, IRolloutRows
    {
        IRolloutRows IRunWorlds.Rows => this;

        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("These runs keep their texts; no world is needed.");

        public byte[] Example(Trajectory trajectory, int prefixLength, string rules) =>
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"example {trajectory.Return} {prefixLength} {trajectory.Task}\n"));

        public byte[] Pair(Trajectory chosen, Trajectory rejected, int prefixLength, string rules) =>
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pair {chosen.Return} over {rejected.Return} {prefixLength}\n"));
    }
}
