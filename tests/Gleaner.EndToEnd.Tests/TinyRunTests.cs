using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>The whole line, in this process: experts, student, methods, evaluation, table, report.</summary>
public sealed class TinyRunTests(TinyRunTests.FinishedRun finished) : IClassFixture<TinyRunTests.FinishedRun>
{
    private readonly TemporaryFolder _folder = finished.Folder;
    private readonly ProgramRun _run = finished.Run;

    private string Output => _folder.File("run");

    [Fact]
    public async Task A_run_ends_with_a_table_and_a_report_and_can_be_looked_into()
    {
        _run.Error.ShouldBeEmpty();
        _run.ExitCode.ShouldBe(ExitCode.Done);
        foreach (var row in new[] { "simulated-careful", "simulated-hasty", "BC", "RFT×2", "EEF" })
        {
            _run.Out.ShouldContain($"\n  {row} ");
        }

        _run.Out.ShouldEndWith($"Report: {Path.Combine(Output, "report.html")}\n");
        File.ReadAllText(Path.Combine(Output, "report.html")).ShouldContain("RFT×2");

        var shown = await ProgramRun.OfAsync("show", Output, "0");
        shown.ExitCode.ShouldBe(ExitCode.Done);
        shown.Out.ShouldContain("Expert simulated-careful (simulated): return ");
        shown.Out.ShouldContain("Iteration 2\n  from s0: return ");
        shown.Out.ShouldMatch(@"\nIn the viewer: /run/run/seed-1\.EEF/task/[0-9a-f]{12}\n");
        (await ProgramRun.OfAsync("show", Output, "0", "--viewer", "http://box.example:5000")).Out.ShouldMatch(@"\n      http://box\.example:5000/run/run/rollout/[0-9a-f]{16}\n");
        (await ProgramRun.OfAsync("show", Output, "0", "--viewer", "javascript:alert(1)")).ExitCode.ShouldBe(ExitCode.Usage);

        var reported = await ProgramRun.OfAsync("report", Output, "--output", _folder.File("again.html"));
        reported.ExitCode.ShouldBe(ExitCode.Done);
        File.ReadAllText(_folder.File("again.html")).ShouldBe(File.ReadAllText(Path.Combine(Output, "report.html")));
    }

    [Fact]
    public async Task A_part_of_the_test_split_that_is_all_of_it_has_no_column_and_is_not_compared_twice()
    {
        (await TablesOfAsync(Output)).ShouldContain("test-unseen (");

        // None of the four orders of the test has parts that the training orders combine.
        const string Yaml =
            """
            name: unseen
            environment: {kind: crafting, count: 40, seed: 1}
            tasks: {test: {first: 0, count: 4}, dev: {count: 0}, train: {first: 30, count: 4}}
            experts:
              - kind: simulated-crafter
            student: {kind: text, width: 16, layers: 1, heads: 1, feed_forward: 16, pieces: 520, context: 768, pretraining: {steps: 2, batch: 2}}
            training: {bc: {steps: 2, batch: 2}, iteration: {steps: 2, batch: 2}}
            exploration: {iterations: 1}
            methods:
              - {kind: eef}
            """;
        File.WriteAllText(_folder.File("unseen.yaml"), Yaml);
        (await ProgramRun.OfAsync("run", _folder.File("unseen.yaml"), "--output", _folder.File("unseen"))).ExitCode.ShouldBe(ExitCode.Done);
        var tables = await TablesOfAsync(_folder.File("unseen"));
        tables.ShouldContain("test (4)");
        tables.ShouldNotContain("test-unseen");
        tables.ShouldNotContain("test-seen");

        async Task<string> TablesOfAsync(string run)
        {
            (await ProgramRun.OfAsync("report", run, "--output", _folder.File("tables.html"), "--tables", _folder.File("tables.md"))).ExitCode.ShouldBe(ExitCode.Done);
            return File.ReadAllText(_folder.File("tables.md"));
        }
    }

    [Fact]
    public async Task A_finished_run_is_not_overwritten_and_resuming_it_does_nothing_again()
    {
        var before = RunFolder.Contents(Output);

        var refused = await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", Output);
        refused.ShouldBe(new ProgramRun(
            ExitCode.Usage,
            $"Run: {Output}\n",
            $"error: {Output}: there is a run in this folder. Resume it with --resume, or name another folder with --output.\n"));

        var resumed = await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", Output, "--resume");
        resumed.ExitCode.ShouldBe(ExitCode.Done);
        resumed.Out.ShouldContain("(done before)");
        Table(resumed).ShouldBe(Table(_run));
        RunFolder.Contents(Output).ShouldBe(before);
    }

    [Fact]
    public async Task A_final_run_is_written_into_the_log_once_and_its_report_says_so()
    {
        var (output, log) = (_folder.File("final"), _folder.File("log.md"));
        File.WriteAllText(log, "# Lab log\n\nWhat was before.");
        var refused = await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", output, "--final", _folder.File("nowhere/log.md"));
        refused.ExitCode.ShouldBe(ExitCode.Usage);
        refused.Error.ShouldContain("--final FILE");
        Directory.Exists(output).ShouldBeFalse();

        var run = await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", output, "--final", log);
        run.Out.ShouldEndWith($"Final: written into {log}\n");
        var text = File.ReadAllText(log);
        text.ShouldStartWith("# Lab log\n\nWhat was before.\n\n## ");
        text.ShouldContain(": tiny, final\n");
        text.ShouldContain("; seeds 1; configuration ");
        text.ShouldContain("\n| EEF |");
        File.ReadAllText(Path.Combine(output, "report.html")).ShouldContain("These results are final: the run was logged in log.md on ");
        File.ReadAllText(Path.Combine(Output, "report.html")).ShouldNotContain("results are final");

        // Also where the process ended between the log and the note of it.
        var again = await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", output, "--resume", "--final", log);
        again.Out.ShouldEndWith("Final already: the run was logged in log.md.\n");
        File.Delete(Path.Combine(output, "final.json"));
        (await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", output, "--resume", "--final", log)).ExitCode.ShouldBe(ExitCode.Done);
        File.ReadAllText(log).ShouldBe(text);
    }

    [Fact]
    public async Task A_run_is_not_resumed_under_another_configuration()
    {
        var run = await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", Output, "--resume", "--set", "training.bc.steps=21");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("this run cannot be resumed");
        run.Error.ShouldContain("'steps: 20'; now 'steps: 21'");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var again = _folder.File("again");
        var other = _folder.File("other");
        (await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", again)).ExitCode.ShouldBe(ExitCode.Done);
        (await ProgramRun.OfAsync("run", _folder.File("tiny.yaml"), "--output", other, "--seeds", "2")).ExitCode.ShouldBe(ExitCode.Done);

        RunFolder.Contents(again).ShouldBe(RunFolder.Contents(Output));
        RunFolder.Contents(Path.Combine(other, "seed-2")).ShouldNotBe(RunFolder.Contents(Path.Combine(Output, "seed-1")));
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("data/task-texts.json")]
    [InlineData("data/splits/train.json")]
    [InlineData("experts/simulated-hasty/trajectories.jsonl")]
    [InlineData("experts/simulated-hasty/evaluation-test.jsonl")]
    [InlineData("seed-1/EEF/method.json")]
    [InlineData("seed-1/EEF/iteration-1/rollouts.jsonl")]
    [InlineData("seed-1/EEF/iteration-1/dataset.jsonl")]
    [InlineData("seed-1/EEF/iteration-1/learning.json")]
    [InlineData("seed-1/EEF/iteration-2/evaluation-test.json")]
    [InlineData("seed-1/EEF/iteration-2/checkpoint/model.safetensors")]
    public async Task A_damaged_file_is_named_by_every_command_that_reads_it(string file)
    {
        var copy = _folder.File("damaged");
        CopyRun(copy);
        var path = Path.Combine(copy, file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length * 2 / 3] ^= 16;
        File.WriteAllBytes(path, bytes);
        var isCheckpoint = file.Contains("checkpoint", StringComparison.Ordinal);
        string[][] commands =
        [
            ["run", _folder.File("tiny.yaml"), "--output", copy, "--resume"],
            ["report", copy],
            ["health", copy],
            .. isCheckpoint ? Array.Empty<string[]>() : [["show", copy, "0"], ["export", copy, "--format", "sharegpt", "--output", _folder.File("export.json")]],
        ];

        foreach (var command in commands)
        {
            var run = await ProgramRun.OfAsync(command);
            run.ExitCode.ShouldBe(ExitCode.Data, $"{command[0]}: {run.Error}");
            run.Error.ShouldStartWith($"error: {path}: ");
            run.Error.ShouldContain("Restore it from a backup");
        }
    }

    [Theory]
    [InlineData("student/spending.json", "this is no account of calls")]
    [InlineData("student/tuning.json", "this is no account of fine-tuning")]
    public async Task A_damaged_account_costs_its_own_notes_alone(string file, string message)
    {
        var copy = _folder.File("unaccounted");
        CopyRun(copy);
        Directory.CreateDirectory(Path.Combine(copy, "student"));
        File.WriteAllText(Path.Combine(copy, file), "{");

        var report = await ProgramRun.OfAsync("report", copy);
        report.ExitCode.ShouldBe(ExitCode.Done);
        Table(report).ShouldStartWith("Tasks won in %");
        File.ReadAllText(Path.Combine(copy, "report.html")).ShouldContain(message);

        var health = await ProgramRun.OfAsync("health", copy);
        health.Error.ShouldBeEmpty();
        health.Out.Contains(message, StringComparison.Ordinal).ShouldBe(file.Contains("spending", StringComparison.Ordinal), "only calls have checks");
    }

    [Fact]
    public async Task The_health_of_a_run_is_told_with_examples_and_what_to_do()
    {
        var health = await ProgramRun.OfAsync("health", Output);

        health.Error.ShouldBeEmpty();
        health.ExitCode.ShouldBe(health.Out.Contains("): warning\n", StringComparison.Ordinal) ? ExitCode.Different : ExitCode.Done);
        health.Out.ShouldContain(" files are as they were written.\n10 checks: ");
        health.Out.ShouldContain("Context limits (context-limits): ");
        health.Out.ShouldContain("How rollouts ended\n  experts/simulated-careful: simulated-careful: playing the training tasks: ");
        _run.Out.ShouldContain("\nHealth: 10 checks: ");
        _run.Out.ShouldContain("rollouts did not end with their task: ");
        File.ReadAllText(Path.Combine(Output, "report.html")).ShouldContain("<section id=\"health\">");
    }

    [Fact]
    public async Task Naming_what_is_not_there_says_what_is()
    {
        (await ProgramRun.OfAsync("show", Output, "999")).Error.ShouldStartWith("error: No training task is named '999'; name one by its number, 0 to ");
        (await ProgramRun.OfAsync("show", Output, "0", "--method", "EFE")).ShouldBe(
            new ProgramRun(ExitCode.Usage, "", "error: The run has no method 'EFE'; did you mean 'EEF'?\n"));
        (await ProgramRun.OfAsync("report", _folder.File("nowhere"))).ShouldBe(
            new ProgramRun(ExitCode.Data, "", $"error: {_folder.File("nowhere")}: there is no run in this folder (it has no run.json).\n"));
    }

    private void CopyRun(string target)
    {
        foreach (var file in Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(Output, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static string Table(ProgramRun run) => run.Out[run.Out.IndexOf("Tasks won in %", StringComparison.Ordinal)..];

    /// <summary>The run that all tests look at, and none changes.</summary>
    public sealed class FinishedRun : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal ProgramRun Run { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Run = await ProgramRun.InAsync(Folder.Path, "run", TinyExperiment.In(Folder), "--output", Folder.File("run"));

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
