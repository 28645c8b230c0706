using System.Diagnostics;
using Gleaner.CommandLine.App;
using Gleaner.Decoder.Checkpoints.HuggingFace;

namespace Gleaner.EndToEnd.Tests;

/// <summary>A student that <c>trainers/sft.py</c> trains, on a random model of a few thousand parameters; needs PyTorch.</summary>
public sealed class ExternalStudentTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_with_another_programs_training_is_a_run_like_any_other()
    {
        RequireTorch();
        Write(
            $"{Python}, '{Path.Combine(Repository.Root, "trainers", "sft.py")}', --data, '{{data}}', --base, '{{base}}', --output, '{{output}}', "
            + "--steps, '{steps}', --batch, '{batch}', --micro-batch, '1', --learning-rate, '{learning_rate}', --seed, '{seed}', --engine, own, --threads, '1'");

        var run = await ProgramRun.InAsync(_folder.Path, "run", "external.yaml", "--output", "run");

        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("\n  EEF ");
        var checkpoint = _folder.File("run/seed-1/BC/iteration-1/checkpoint");
        var tuned = HuggingFaceFolder.Open(checkpoint).LoadModel();
        tuned.Parameters[0].Span.SequenceEqual(HuggingFaceFolder.Open(_folder.File("model")).LoadModel().Parameters[0].Span).ShouldBeFalse();
        File.ReadAllText(_folder.File("run/seed-1/BC/iteration-1/learning.json")).ShouldContain("\"losses\": [");
        Directory.Exists(_folder.File("run/seed-1/BC/iteration-1/training")).ShouldBeFalse();

        var export = await ProgramRun.InAsync(_folder.Path, "export", "run", "--method", "BC", "--format", "safetensors", "--output", "data.safetensors");
        export.ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_trainer_that_fails_ends_the_run_with_what_it_said()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");
        Write("/bin/sh, -c, 'echo out of memory >&2; exit 9', sh, '{data}', '{output}'");

        var run = await ProgramRun.InAsync(_folder.Path, "run", "external.yaml", "--output", "run");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("failed with exit code 9");
        run.Error.ShouldContain("out of memory");
    }

    [Fact]
    public async Task A_command_that_cannot_work_is_found_before_anything_runs()
    {
        Write("/bin/sh, '{data}'");

        var run = await ProgramRun.InAsync(_folder.Path, "run", "external.yaml", "--output", "run");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("{output}");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_that_dies_or_is_stopped_leaves_no_trainer(bool isKilled)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/setsid"), "no setpriv and setsid of util-linux here");
        var mark = _folder.File("pid");
        Write($"/bin/sh, -c, 'echo $$ > \"$3.tmp\"; mv \"$3.tmp\" \"$3\"; while true; do sleep 0.1; done', sh, '{{data}}', '{{output}}', '{mark}'");
        using var run = Launched.Start("run", _folder.File("external.yaml"), "--output", _folder.File("run"));
        while (!File.Exists(mark))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var trainer = int.Parse(File.ReadAllText(mark), System.Globalization.CultureInfo.InvariantCulture);
        IsAlive(trainer).ShouldBeTrue();
        if (isKilled)
        {
            await run.KillAsync();
        }
        else
        {
            await run.InterruptAsync();
            (await run.EndAsync()).ExitCode.ShouldBe(ExitCode.Interrupted);
        }

        // It is told when its parent is gone; the test's own limit ends the wait.
        while (IsAlive(trainer))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether there is such a process and it has not ended; one that nobody has waited for yet has.</summary>
    private static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Write(string command)
    {
        TinyChatModel.Write(_folder.File("model"), seed: 1);
        File.WriteAllText(_folder.File("external.yaml"), $$"""
            name: external
            environment:
              kind: maze
              size: 3
              count: 40
              max_turns: 6
            tasks:
              test: {first: 0, count: 2}
              dev: {first: 2, count: 0}
              train: {first: 3, count: 6}
            experts:
              - {kind: simulated-walker, distraction: 0.2}
            student:
              kind: external
              folder: model
              context: 16384
              max_action_tokens: 6
              command: [{{command}}]
            training:
              bc: {steps: 1, batch: 2}
              iteration: {steps: 1, batch: 2}
            exploration:
              iterations: 1
            methods:
              - {kind: eef}
            """);
    }

    private static void RequireTorch()
    {
        Assert.SkipUnless(File.Exists(Python), $"no Python at {Python}");
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, $"{Python} has no PyTorch");
    }
}
