using System.Text.Json.Nodes;
using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Policy gradients over groups of rollouts, from the expert's trajectories to a row of the table.</summary>
public sealed class GroupRunTests : IDisposable
{
    private const string Yaml =
        """
        name: groups
        environment: {kind: maze, size: 3, count: 80, max_turns: 12}
        tasks:
          test: {first: 0, count: 10}
          dev: {first: 10, count: 5}
          train: {first: 15, count: 16}
        experts:
          - {kind: simulated-walker, distraction: 0.3}
        student:
          kind: text
          width: 16
          layers: 1
          heads: 1
          feed_forward: 16
          pieces: 520
          context: 256
          view: {actions: known}
          pretraining: {steps: 10, batch: 4, length: 64}
        training:
          bc: {steps: 20, batch: 4}
          iteration: {steps: 5, batch: 4}
        exploration: {iterations: 2, temperature: 1.2}
        methods:
          - {kind: grpo, rollouts: 4}
          - {kind: grpo, name: Dr. GRPO, rollouts: 4, expert_states: 1, divide_by_deviation: false, normalize_length: false, kl: 0, clip_high: 0.28}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Groups_are_learnt_from_and_learning_is_resumed_to_the_same_bytes()
    {
        File.WriteAllText(_folder.File("groups.yaml"), Yaml);
        var run = await RunAsync("run", _folder.File("groups.yaml"), "--output", _folder.File("run"));
        run.Out.ShouldContain("\n  GRPO ");
        run.Out.ShouldContain("\n  Dr. GRPO ");
        File.ReadAllText(_folder.File("run/report.html")).ShouldContain(" groups of rollouts were of one outcome and taught nothing.");
        foreach (var (method, groups) in new[] { ("GRPO", 16), ("Dr.-GRPO", 26) })
        {
            var iteration = _folder.File($"run/seed-1/{method}/iteration-1");
            var learning = JsonNode.Parse(File.ReadAllText(Path.Combine(iteration, "learning.json")))!;
            var samples = File.ReadAllLines(Path.Combine(iteration, "samples.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
            ((int)learning["groups"]!["count"]!).ShouldBe(groups);
            ((int)learning["samples"]!).ShouldBe(samples.Count);
            ((int)learning["steps"]!).ShouldBe(5);
            samples.Sum(sample => (double)sample["advantage"]!).ShouldBe(0, 1e-9);
        }

        // No rollout counts before the state that it starts in.
        File.ReadAllText(_folder.File("run/seed-1/Dr.-GRPO/iteration-1/samples.jsonl")).ShouldContain("\"weight\":0,\"reason\":\"beforeStart\"");
        var before = RunFolder.Contents(_folder.File("run"));
        foreach (var stage in new[] { "GRPO/iteration-2/learning.json", "GRPO/iteration-2/metrics.json", "Dr.-GRPO/iteration-2/learning.json", "Dr.-GRPO/iteration-2/metrics.json" })
        {
            File.Delete(_folder.File($"run/seed-1/{stage}"));
        }

        await RunAsync("run", _folder.File("groups.yaml"), "--output", _folder.File("run"), "--resume");
        RunFolder.Contents(_folder.File("run")).ShouldBe(before);
    }

    private static async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(arguments);
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        return run;
    }
}
