using System.Collections.Immutable;
using Gleaner.Methods;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

/// <summary>What a data set is made of when it is read back from a run: the very rollouts that were chosen, checked.</summary>
public class ReadBackTests
{
    private static readonly DiskRunFiles Files = new(flushesToDisk: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_rollouts_that_took_the_same_actions_each_example_has_its_own()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, new RejectionSampling("RFT", 8));
        var marks = Mark(folder, "RFT");

        var examples = await ReadAsync(folder, "RFT", 3);

        // RFT learns from all that was found, task by task, in the order of finding.
        var expected = marks
            .Where(found => found.Record.Return >= 1)
            .ToLookup(found => found.Record.Task);
        foreach (var task in examples.GroupBy(example => example.State.Task))
        {
            task.Where(example => example.Solution.Iteration > 0).Select(MarkOf).ShouldBe(expected[task.Key].Select(found => found.Mark));
        }

        examples.Where(example => example.Solution.Iteration > 0).Select(Actions).ToHashSet().Count
            .ShouldBeLessThan(expected.Sum(task => task.Count()), "rollouts of the same actions are what this is about");
    }

    [Fact]
    public async Task Of_equal_solutions_the_first_found_is_the_one_that_was_chosen()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, new RejectionSampling("RFT", 8, new FewestExpertActions()));
        var marks = Mark(folder, "RFT");

        var examples = (await ReadAsync(folder, "RFT", 1)).Where(example => example.Solution.Iteration == 1).ToList();

        examples.ShouldNotBeEmpty();
        foreach (var example in examples)
        {
            var same = marks.Where(found => found.Iteration == 1 && found.Record.Task == example.State.Task && found.Record.Return >= 1
                && found.Record.Turns.Length == example.Solution.Trajectory.Length);
            MarkOf(example).ShouldBe(same.First().Mark);
        }
    }

    [Fact]
    public async Task What_a_turn_was_said_without_is_read_back()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, new RejectionSampling("RFT", 8));
        var path = RolloutsOf(folder, "RFT", 1);
        Files.WriteLines(path, Files.ReadLines<RolloutRecord>(path).Select(record => record with { Turns = [.. record.Turns.Select((turn, i) => turn with { LeftOut = Math.Max(0, i - 1) })] }));

        var examples = (await ReadAsync(folder, "RFT", 1)).Where(example => example.Solution.Iteration == 1).ToList();

        examples.ShouldNotBeEmpty();
        examples.SelectMany(example => example.Solution.Trajectory.Turns.Select((turn, i) => turn.LeftOut - Math.Max(0, i - 1))).ShouldAllBe(difference => difference == 0);
    }

    [Fact]
    public async Task A_rollout_that_no_longer_ends_with_its_recorded_return_is_refused()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, new RejectionSampling("RFT", 8));
        var path = RolloutsOf(folder, "RFT", 1);
        Files.WriteLines(path, Files.ReadLines<RolloutRecord>(path).Select(record => record.Return == 1 ? record with { Return = 2.5 } : record));

        var refusal = await Should.ThrowAsync<GleanerException>(() => ReadAsync(folder, "RFT", 1));

        refusal.Message.ShouldContain("cannot be restored: the return is 1, but 2.5 was recorded.");
    }

    private static Task RunAsync(TemporaryFolder folder, IMethod method) =>
        new ToyExperiment(folder.Path) { Method = method, Cancellation = Cancellation }.RunAsync();

    private static Task<ImmutableArray<WeightedTrajectory>> ReadAsync(TemporaryFolder folder, string method, int iteration) =>
        WeightedDataset.ReadAsync(folder.Path, $"seed-7/{method}", iteration, new KeyDoorEnvironment(), Files, Cancellation);

    private static string RolloutsOf(TemporaryFolder folder, string method, int iteration) =>
        folder.File($"seed-7/{method}/iteration-{iteration}/rollouts.jsonl");

    /// <summary>Gives every recorded rollout token ids of its own, as if each had been sampled otherwise.</summary>
    private static List<(int Iteration, int Mark, RolloutRecord Record)> Mark(TemporaryFolder folder, string method)
    {
        var marked = new List<(int, int, RolloutRecord)>();
        for (var iteration = 1; iteration <= 3; iteration++)
        {
            var path = RolloutsOf(folder, method, iteration);
            var records = Files.ReadLines<RolloutRecord>(path).Select((record, i) => (Mark: (1000 * iteration) + i, Record: record)).ToList();
            Files.WriteLines(path, records.Select(item => item.Record with { Turns = [.. item.Record.Turns.Select(turn => turn with { Ids = [item.Mark] })] }));
            marked.AddRange(records.Select(item => (iteration, item.Mark, item.Record)));
        }

        return marked;
    }

    private static int MarkOf(WeightedTrajectory example) => example.Solution.Trajectory.Turns
        .Where(turn => turn.Author == Author.Student)
        .SelectMany(turn => turn.Tokens!.Ids)
        .Distinct()
        .Single();

    private static string Actions(WeightedTrajectory example) =>
        $"{example.State.Task} {string.Join(' ', example.Solution.Trajectory.Turns.Select(turn => turn.Action))}";
}
