using System.Diagnostics;
using Gleaner.Cli.App;
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
