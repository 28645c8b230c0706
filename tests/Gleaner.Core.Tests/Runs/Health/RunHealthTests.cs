using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs.Health;

public class RunHealthTests
{
    private static readonly DiskRunFiles Files = new(flushesToDisk: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_checked_from_its_folder_alone()
    {
        using var folder = new TemporaryFolder();
        var metrics = await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();

        var health = RunHealth.Read(folder.Path, Files);

        health.Checks.Select(check => check.Id).ShouldBe(
        [
            "context-limits", "malformed-replies", "environment-failures", "start-states-missed", "constant-rewards", "one-outcome", "empty-masks",
            "truncated-rows", "tokens-not-exact", "duplicate-tasks",
        ]);
        health.Checks.ShouldAllBe(check => check.Title.Length > 0 && check.Threshold.Length > 0 && check.Finding.Length > 0 && check.Advice.Length > 0);
        health.Ends.Select(stage => stage.Place).Take(4).ShouldBe(
            ["wanderer: playing the training tasks", "BC: evaluating on dev", "BC: evaluating on test", "EEF, iteration 1: exploring"]);
        var explored = health.Ends.Where(stage => stage.Stage.Kind == StageKind.Exploration).ToList();
        explored.Select(stage => stage.Rollouts).ShouldBe(metrics.Select(iteration => iteration.Exploration.Simulations + iteration.Exploration.Diverged));
        explored.Select(stage => stage.Stops.GetValueOrDefault(StopReason.TurnLimit))
            .ShouldBe(metrics.Select(iteration => iteration.Exploration.Stops?.GetValueOrDefault(StopReason.TurnLimit) ?? 0));
        explored.ShouldContain(stage => stage.Stops.Count > 0);
    }

    [Fact]
    public async Task What_a_failing_environment_said_is_kept_with_the_rollout()
    {
        using var folder = new TemporaryFolder();
        var broken = KeyDoorEnvironment.Split("train", 0, 9).Tasks[4];
        var environment = new FailingEnvironment((task, steps) => task == broken && steps == 2 ? StopReason.EnvironmentError : null);
        await new ToyExperiment(folder.Path) { Environment = environment, Cancellation = Cancellation }.RunAsync();

        var check = RunHealth.Read(folder.Path, Files).Checks.Single(check => check.Id == "environment-failures");

        check.Status.ShouldBe(HealthStatus.Warning);
        check.Finding.ShouldContain($"It said: “{broken} failed after 2 steps.”");
        check.Examples.ShouldHaveSingleItem().Task.ShouldBe(broken);
        RunSummary.Read(folder.Path, Files).Experts[0].Trajectories[4].Failure.ShouldBe($"{broken} failed after 2 steps.");
    }

    [Fact]
    public async Task A_resumed_stage_says_how_its_rollouts_ended_as_when_it_was_made()
    {
        using var folder = new TemporaryFolder();
        var (first, again) = (new RecordingObserver(), new RecordingObserver());
        await new ToyExperiment(folder.Path) { Observer = first, Cancellation = Cancellation }.RunAsync();
        await new ToyExperiment(folder.Path) { Observer = again, Cancellation = Cancellation }.RunAsync();

        static string Text(StageResult result) => string.Join(", ", result.Last.Stops?.Select(stop => $"{stop.Key} {stop.Value}") ?? []);

        // The methods' finished iterations are not gone through again.
        again.Finished.Select(Text).ShouldBe(first.Finished.Take(again.Finished.Count).Select(Text));
        first.Finished.ShouldContain(result => result.Last.Stops != null);
    }
}
