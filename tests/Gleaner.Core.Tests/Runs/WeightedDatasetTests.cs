using Gleaner.Environments;
using Gleaner.Runs;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

public class WeightedDatasetTests
{
    private static readonly DiskRunFiles Files = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Examples_come_back_with_what_was_seen_sampled_and_weighed(int iteration)
    {
        using var folder = new TemporaryFolder();
        await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();
        var environment = new KeyDoorEnvironment();

        var examples = await WeightedDataset.ReadAsync(folder.Path, "seed-7/EEF", iteration, environment, Files, Cancellation);

        var recorded = Files.ReadLines<WeightedExample>(folder.File($"seed-7/EEF/iteration-{iteration}/dataset.jsonl"));
        examples.Select(WeightedExample.Of).Select(Describe).ShouldBe(recorded.Select(Describe));
        examples.ShouldContain(example => example.Solution.Iteration > 0);
        foreach (var example in examples)
        {
            // What is played again is what the example holds, to the last observation and the return.
            var played = await CheckedReplay.PlayAsync(environment, example.Solution.Trajectory, Cancellation);
            played.Turns.Select(turn => turn.Observation.Text).ShouldBe(example.Solution.Trajectory.Turns.Select(turn => turn.Observation.Text));
            example.Solution.PassesThrough(example.State).ShouldBeTrue();
            example.Solution.Trajectory.Turns.Where(turn => turn.Author == Author.Student).ShouldAllBe(turn => turn.Tokens != null);
        }
    }

    [Fact]
    public async Task An_iteration_that_has_selected_nothing_and_a_run_with_other_rollouts_are_refused()
    {
        using var folder = new TemporaryFolder();
        await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();

        (await Should.ThrowAsync<GleanerException>(() => Read(folder, 4))).Message.ShouldContain("iteration 4");

        foreach (var number in new[] { 1, 2, 3 })
        {
            File.WriteAllText(folder.File($"seed-7/EEF/iteration-{number}/rollouts.jsonl"), "");
        }

        (await Should.ThrowAsync<GleanerException>(() => Read(folder, 3))).Message.ShouldContain("the run has no rollout '");
    }

    [Fact]
    public async Task Experts_of_whom_a_run_is_there_twice_are_refused()
    {
        using var folder = new TemporaryFolder();
        await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();
        var trajectories = folder.File("experts/wanderer/trajectories.jsonl");
        File.AppendAllText(trajectories, File.ReadAllText(trajectories));

        await Should.ThrowAsync<GleanerException>(() => Read(folder, 3));
    }

    private static Task Read(TemporaryFolder folder, int iteration) =>
        WeightedDataset.ReadAsync(folder.Path, "seed-7/EEF", iteration, new KeyDoorEnvironment(), Files, Cancellation);

    private static string Describe(WeightedExample example) =>
        $"{example with { Actions = [] }} {string.Join(' ', example.Actions)}".Replace("System.Collections.Immutable.ImmutableArray`1", "", StringComparison.Ordinal);
}
