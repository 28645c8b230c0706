using System.Net;
using Gleaner.Runs;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Tests.Serving;

public sealed class PageTests
{
    [Fact]
    public async Task A_task_shows_its_trunk_with_branches_verdicts_and_the_rollouts_that_prove_them()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.PageAsync("/run/run");

        var page = await viewer.PageAsync($"/run/run/seed-1.EEF/task/{IndexWriter.SlugOf(MadeUpRun.Training(0).Value)}/1");

        page.ShouldSatisfyAllConditions(
            // Won from s0, lost from s2, won from s4: the first two actions did harm, the next two helped.
            () => Count(page, "<b>harmful</b>").ShouldBe(2),
            () => Count(page, "<b>beneficial</b>").ShouldBe(2),
            () => page.ShouldContain(">recovery</span>"),
            () => page.ShouldContain($"/run/run/diff/{RunningViewer.RolloutOf(0, 1)}/{RunningViewer.RolloutOf(2, 1)}"),
            () => page.ShouldContain($"/run/run/rollout/{RunningViewer.RolloutOf(4, 1)}"),
            () => page.ShouldContain("expert, harmful: not learnt"));
    }

    [Fact]
    public async Task A_rollout_shows_what_the_agent_saw_thought_and_did_with_weights()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.PageAsync("/run/run");

        var page = WebUtility.HtmlDecode(await viewer.PageAsync($"/run/run/rollout/{RunningViewer.RolloutOf(4, 1)}"));

        page.ShouldSatisfyAllConditions(
            () => page.ShouldContain("You are in room 4 of house 0"),
            () => page.ShouldContain("I should look around."),
            () => Count(page, "id=\"step-").ShouldBe(4 + 3 + 1),
            () => page.ShouldContain("3 tokens, −0.50 nats"),
            () => page.ShouldContain("task ended"),
            () => page.ShouldContain("expert, beneficial"));
    }

    [Fact]
    public async Task Long_texts_are_cut_visibly_and_the_whole_is_a_link_away()
    {
        var spice = new string('x', 5_000) + " the very end";
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(spice: spice)))).LogInAsync();
        await viewer.PageAsync("/run/run");
        var rollout = RunningViewer.ExpertRun;

        var page = await viewer.PageAsync($"/run/run/rollout/{rollout}");
        var whole = await viewer.PageAsync($"/run/run/rollout/{rollout}/text/0");

        page.ShouldContain("more characters");
        page.ShouldContain($"/run/run/rollout/{rollout}/text/0");
        whole.ShouldContain("the very end");
    }

    [Fact]
    public async Task A_grid_has_a_page_of_rows_and_says_how_many_there_are()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(tasks: 250)))).LogInAsync();

        var first = await viewer.PageAsync("/run/run/seed-1.EEF/tasks");
        var last = await viewer.PageAsync("/run/run/seed-1.EEF/tasks?page=3");

        Count(first, "<tr>").ShouldBe(101);
        Count(last, "<tr>").ShouldBe(51);
        first.ShouldContain("250 of 250 tasks, page 1 of 3");
    }

    [Theory]
    [InlineData("newly", 3)]
    [InlineData("never", 2)]
    [InlineData("expert-failed", 8)]
    [InlineData("always", 1)]
    public async Task A_grid_shows_the_tasks_of_an_outcome(string show, int tasks)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();

        var page = await viewer.PageAsync($"/run/run/seed-1.EEF/tasks?show={show}");

        // Tasks of the kinds 0 and 1 are newly solved; the expert is right about the last one.
        Count(page, "<tr>").ShouldBe(show == "newly" ? 1 + 6 : 1 + tasks);
    }

    [Fact]
    public async Task A_grid_follows_a_run_that_goes_on_and_the_task_that_flipped_comes_first()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(isUnfinished: true)))).LogInAsync();
        var before = await viewer.PageAsync("/run/run/seed-1.EEF/tasks");

        // The expert failed, iteration 1 won.
        var lost = MadeUpRun.Shape().Record(4, 0, 0, 2) with { Return = 0.25, StopReason = Trajectories.StopReason.TurnLimit };
        await File.AppendAllTextAsync(
            Path.Combine(viewer.Runs, "run", "seed-1", "EEF", "iteration-2", "rollouts.journal"),
            System.Text.Encoding.UTF8.GetString(Gleaner.Json.JsonLines.ToLine(lost)), TestContext.Current.CancellationToken);
        await viewer.SettleAsync();
        var after = await viewer.PageAsync("/run/run/seed-1.EEF/tasks");
        var regressed = await viewer.PageAsync("/run/run/seed-1.EEF/tasks?show=regressed&q=room+4&sort=task");

        FirstTask(before).ShouldBe("0");
        before.ShouldContain("regressed (0)");
        FirstTask(after).ShouldBe("4");
        after.ShouldContain("regressed (1)");
        regressed.ShouldContain("1 of 9 tasks");
    }

    [Theory]
    [InlineData("place", "0")]
    [InlineData("solved", "1")]
    [InlineData("task", "0")]
    public async Task A_grid_is_sorted_as_it_was_asked_for(string sort, string first)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();

        FirstTask(await viewer.PageAsync($"/run/run/seed-1.EEF/tasks?sort={sort}")).ShouldBe(first);
    }

    [Fact]
    public async Task A_comparison_counts_the_tasks_that_one_alone_won()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.WarmAsync("run");

        var page = await viewer.PageAsync("/run/run/compare?a=seed-1.EEF&b=seed-1.BC&split=test");

        // EEF wins the even tasks and those before 2: 0, 1, 2, 4; BC every third and the first: 0, 3.
        page.ShouldContain("<td class=\"num\">1</td><td class=\"num\"><b>3</b></td>");
        page.ShouldContain("<td class=\"num\"><b>1</b></td><td class=\"num\">1</td>");
        page.ShouldContain("p = 0.63");
    }

    [Fact]
    public async Task What_a_query_finds_can_be_downloaded_as_it_was_recorded()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.PageAsync("/run/run");

        var lines = (await viewer.PageAsync("/run/run/rollouts.jsonl?q=kind%3Aexploration%20iteration%3A1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var table = (await viewer.PageAsync("/run/run/rollouts.csv?q=kind%3Aexploration%20iteration%3A1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.ShouldBe(await File.ReadAllLinesAsync(Path.Combine(viewer.Runs, "run", "seed-1", "EEF", "iteration-1", "rollouts.jsonl"), TestContext.Current.CancellationToken));
        table.Length.ShouldBe(lines.Length + 1);
        table[1].ShouldStartWith($"{RunningViewer.RolloutOf(0, 1)},madeup/train/000000,EEF,1,1,,,,0,0,1,1,Done,3,9,-1.5");
    }

    [Fact]
    public async Task A_run_that_goes_on_is_followed()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(isUnfinished: true)))).LogInAsync();
        var before = await viewer.PageAsync("/run/run/search?q=iteration%3A2");

        await File.AppendAllTextAsync(
            Path.Combine(viewer.Runs, "run", "seed-1", "EEF", "iteration-2", "rollouts.journal"),
            System.Text.Encoding.UTF8.GetString(Gleaner.Json.JsonLines.ToLine(MadeUpRun.Shape().Record(7, 0, 0, 2))), TestContext.Current.CancellationToken);
        await viewer.SettleAsync();
        var after = await viewer.PageAsync("/run/run/search?q=iteration%3A2");

        before.ShouldContain("4 rollouts");
        after.ShouldContain("5 rollouts");
        after.ShouldContain("data-live=\"/run/run/events\"");
    }

    [Fact]
    public async Task A_folder_that_is_no_run_any_more_is_told_and_the_others_are_shown()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("good", MadeUpRun.Shape()), ("torn", MadeUpRun.Shape()))).LogInAsync();
        await File.WriteAllTextAsync(Path.Combine(viewer.Runs, "torn", RunLayout.Manifest), "{", TestContext.Current.CancellationToken);

        var page = await viewer.PageAsync("/");

        page.ShouldContain("href=\"/run/good\"");
        page.ShouldContain("The file is damaged or was made by another version of Gleaner.");
    }

    // The place of the first row of a grid.
    private static string FirstTask(string page) => page.Split("<td class=\"num none\">")[1].Split('<')[0];

    private static int Count(string page, string what) => page.Split(what).Length - 1;
}
