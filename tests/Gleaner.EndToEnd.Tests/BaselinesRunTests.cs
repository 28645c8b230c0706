using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Every method runs from the expert's trajectories to a row of the table, and gives the same bytes again when it is resumed.</summary>
public sealed class BaselinesRunTests : IDisposable
{
    private const string Yaml =
        """
        name: baselines
        seeds: [1, 2]
        environment: {kind: maze, size: 3, count: 80, max_turns: 10}
        tasks:
          test: {first: 0, count: 10}
          dev: {first: 10, count: 5}
          train: {first: 15, count: 16}
          further: [{name: more, from: mazes, first: 5, count: 5}]
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
          pretraining: {steps: 10, batch: 4, length: 64}
        training:
          bc: {steps: 10, batch: 4}
          iteration: {steps: 5, batch: 4}
        exploration: {iterations: 2}
        evaluation: {rollouts: 2}
        methods:
          - {kind: pretrained_only}
          - {kind: sft_all}
          - {kind: nat}
          - {kind: rft, name: RFT×2 adaptive, rollouts: 2, leftover: unsolved, solution_choice: distinct}
          - {kind: eto}
          - {kind: dmpo, steps: 3, learning_rate: 0.0001}
          - {kind: ipr, samples: 2}
          - {kind: backplay, rollouts: 2}
          - {kind: eef, name: EEF, expert_states: 1, simulations_per_task: 2, leftover: recovery, verdict_memory: 2, recovery_memory: always, harm_pairs: {use: true, nll_weight: 1}}
          - {kind: eef, name: EEF adaptive, expert_states: 2, simulations_per_task: 2, start_states: bisecting, skip_settled_tasks: true, leftover: unsolved}
        """;

    private static readonly string[] Rows =
        ["pre-trained only", "SFT-all", "NAT", "RFT×2 adaptive", "ETO", "DMPO", "IPR", "Backplay", "EEF", "EEF adaptive"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_methods_end_with_a_row_and_resume_to_the_same_bytes()
    {
        File.WriteAllText(_folder.File("baselines.yaml"), Yaml);
        var run = await RunAsync("run", _folder.File("baselines.yaml"), "--output", _folder.File("run"));
        foreach (var row in Rows)
        {
            run.Out.ShouldContain($"\n  {row} ");
        }

        run.Out.ShouldContain("pass^2");
        File.Exists(_folder.File("run/seed-1/ETO/iteration-1/pairs.jsonl")).ShouldBeTrue();
        File.Exists(_folder.File("run/seed-1/IPR/iteration-1/pairs.jsonl")).ShouldBeTrue();
        File.Exists(_folder.File("run/seed-2/NAT/iteration-2/repeats-more.json")).ShouldBeTrue();
        File.ReadAllText(_folder.File("run/seed-1/ETO/iteration-1/learning.json")).ShouldContain("\"steps\": 5,");
        File.ReadAllText(_folder.File("run/seed-1/DMPO/iteration-1/learning.json")).ShouldContain("\"steps\": 3,");
        File.ReadAllText(_folder.File("run/seed-1/NAT/iteration-1/dataset.jsonl")).ShouldContain("incorrectly");

        // What budgets differ in is not tested unless it is asked for.
        run.Out.ShouldContain("EEF − ETO: not tested");
        var asked = await RunAsync("report", _folder.File("run"), "--unequal-budgets");
        asked.Out.ShouldNotContain("not tested");
        asked.Out.ShouldContain("unequal budgets");
        File.ReadAllText(_folder.File("run/report.html")).ShouldContain("p (Holm)");

        // Learning is done again from what exploration recorded, trunks of the same iteration included.
        var before = RunFolder.Contents(_folder.File("run"));
        foreach (var stage in new[] { "IPR/iteration-2/learning.json", "IPR/iteration-2/metrics.json", "EEF/iteration-2/learning.json", "EEF/iteration-2/metrics.json" })
        {
            File.Delete(_folder.File($"run/seed-1/{stage}"));
        }

        await RunAsync("run", _folder.File("baselines.yaml"), "--output", _folder.File("run"), "--resume");
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
