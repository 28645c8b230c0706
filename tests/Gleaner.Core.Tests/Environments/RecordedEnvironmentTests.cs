using Gleaner.Environments;
using Gleaner.Environments.Recorded;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Environments;

public sealed class RecordedEnvironmentTests
{
    private static readonly TaskId Task = new("door/1");

    [Fact]
    public async Task Recorded_actions_lead_where_they_led()
    {
        var environment = Environment(Run("s0", ("open", "s1", 0.25), ("go", "s2", 0.75)), Run("s0", ("open", "s1", 0.25), ("wait", "s3", 0)));
        environment.Contradictions.ShouldBeEmpty();
        await using var episode = await environment.ResetAsync(Task, CancellationToken.None);
        episode.Observation.Text.ShouldBe("s0");
        (await episode.StepAsync("open", CancellationToken.None)).ShouldBe(new StepResult(new Observation("s1"), 0.25, false, true));
        (await episode.StepAsync("go", CancellationToken.None)).ShouldBe(new StepResult(new Observation("s2"), 0.75, true, true));
        (episode.IsDone, episode.Return).ShouldBe((true, 1));
        await using var other = await environment.ResetAsync(Task, CancellationToken.None);
        await other.StepAsync("open", CancellationToken.None);
        (await other.StepAsync("wait", CancellationToken.None)).Observation.Text.ShouldBe("s3");
    }

    [Fact]
    public async Task A_recorded_run_replays()
    {
        var run = Run("s0", ("open", "s1", 0.25), ("go", "s2", 0.75));
        var replayed = await CheckedReplay.PlayAsync(Environment(run), run, CancellationToken.None);
        replayed.Turns.ShouldBe(run.Turns);
    }

    [Fact]
    public async Task An_action_that_nobody_tried_ends_the_episode_with_an_error()
    {
        await using var episode = await Environment(Run("s0", ("open", "s1", 0))).ResetAsync(Task, CancellationToken.None);
        var failure = await Should.ThrowAsync<EnvironmentFailedException>(async () => await episode.StepAsync("kick", CancellationToken.None));
        failure.Reason.ShouldBe(StopReason.EnvironmentError);
        failure.Message.ShouldBe("door/1, after 0 actions: what 'kick' leads to was not recorded; only the environment itself can tell.");
    }

    [Fact]
    public async Task A_task_that_nobody_played_is_refused() =>
        (await Should.ThrowAsync<GleanerException>(async () => await Environment().ResetAsync(Task, CancellationToken.None)))
            .Message.ShouldBe("No run of door/1 was recorded.");

    [Fact]
    public void Runs_that_contradict_each_other_are_told_and_the_first_counts()
    {
        var environment = Environment(
            Run("s0", ("open", "s1", 0), ("go", "s2", 1)),
            Run("s0", ("open", "s1", 0), ("go", "s9", 1), ("back", "s0", 0)),
            Run("s0", ("open", "s1", 0.5)),
            Run("t0", ("open", "s1", 0)));
        environment.Contradictions.Select(contradiction => (contradiction.First, contradiction.Second, contradiction.Step, contradiction.Action, contradiction.What))
            .ShouldBe([(0, 1, 2, "go", "the observation"), (0, 2, 1, "open", "the outcome"), (0, 3, 0, null, "the observation")]);
        environment.Contradictions[0].ToString().ShouldBe("step 2 go: the observation differs at character 1: recorded “s2”, here “s9”");
    }

    [Fact]
    public void A_task_ends_for_all_or_for_none()
    {
        Trajectory ended = Run("s0", ("open", "s1", 1)), longer = Run("s0", ("open", "s1", 1), ("go", "s2", 0));
        Environment(ended, longer).Contradictions.ShouldHaveSingleItem().ToString().ShouldBe("step 1 open: the end differs at character 9: recorded “the task ends”, here “the task continues”");
        Environment(longer, ended).Contradictions.ShouldHaveSingleItem().What.ShouldBe("the end");
        Environment(ended with { StopReason = StopReason.TurnLimit }, ended).Contradictions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_last_observation_that_was_not_recorded_is_learnt_from_a_longer_run()
    {
        var environment = Environment(Run("s0", ("open", "", 0)), Run("s0", ("open", "s1", 0), ("go", "", 1)));
        environment.Contradictions.ShouldBeEmpty();
        await using var episode = await environment.ResetAsync(Task, CancellationToken.None);
        (await episode.StepAsync("open", CancellationToken.None)).Observation.Text.ShouldBe("s1");
    }

    [Fact]
    public void It_has_the_name_and_the_threshold_that_it_was_given()
    {
        var environment = new RecordedEnvironment("a corridor", 0.75, []);

        (environment.Name, environment.SuccessThreshold).ShouldBe(("a corridor", 0.75));
    }

    private static RecordedEnvironment Environment(params Trajectory[] runs) => new("doors", 1, runs);

    private static Trajectory Run(string start, params (string Action, string Next, double Reward)[] steps) => new(
        Task,
        "test",
        [.. steps.Select((step, index) => new Turn(new Observation(index == 0 ? start : steps[index - 1].Next), step.Action, Author.Expert, step.Reward, true))],
        new Observation(steps.Length == 0 ? start : steps[^1].Next),
        steps.Sum(step => step.Reward),
        steps.Sum(step => step.Reward) >= 1 ? StopReason.Done : StopReason.NoAction);
}
