using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>A run that is killed or stopped ends, once resumed, with the same bytes as one that was left alone.</summary>
[Trait("Category", "Long")]
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_killed_again_and_again_ends_with_the_same_numbers()
    {
        var undisturbed = _folder.File("undisturbed");
        var disturbed = _folder.File("disturbed");
        using (var whole = Launched.Start("run", TinyExperiment.In(_folder), "--output", undisturbed))
        {
            (await whole.EndAsync()).ExitCode.ShouldBe(ExitCode.Done);
        }

        // Each line is printed when a stage has ended, so the kill meets the stage after it.
        foreach (var stage in new[]
            {
                "simulated-careful: playing", "student: pre-training", "BC: learning", "RFT×2, iteration 1: exploring",
                "RFT×2, iteration 2: evaluating on dev", "EEF, iteration 1: exploring", "EEF, iteration 2: learning",
            })
        {
            using var run = Launched.Start("run", _folder.File("tiny.yaml"), "--output", disturbed, "--resume");
            await run.WaitForAsync(stage);
            await run.KillAsync();
        }

        using var last = Launched.Start("run", _folder.File("tiny.yaml"), "--output", disturbed, "--resume");
        (await last.EndAsync()).ExitCode.ShouldBe(ExitCode.Done);
        RunFolder.Contents(disturbed).ShouldBe(RunFolder.Contents(undisturbed));
    }

    [Fact]
    public async Task Ctrl_C_stops_with_130_and_the_run_can_be_resumed()
    {
        // Long enough that the signal meets the learning and not its end.
        string[] arguments = ["run", TinyExperiment.In(_folder), "--output", _folder.File("run"), "--set", "training.bc.steps=100000"];
        using var run = Launched.Start(arguments);
        await run.WaitForAsync("pre-training");

        await run.InterruptAsync();
        var (exitCode, _, error) = await run.EndAsync();

        exitCode.ShouldBe(ExitCode.Interrupted);
        error.ShouldContain("the same command with --resume continues");
        error.ShouldEndWith("stopped.\n");

        using var resumed = Launched.Start([.. arguments, "--resume"]);
        await resumed.WaitForAsync("student: pre-training: 20/20");
        await resumed.InterruptAsync();
        (await resumed.EndAsync()).ExitCode.ShouldBe(ExitCode.Interrupted);
    }

    [Fact]
    public async Task Two_processes_do_not_work_in_one_run()
    {
        string[] arguments = ["run", TinyExperiment.In(_folder), "--output", _folder.File("run"), "--set", "training.bc.steps=100000"];
        using var first = Launched.Start(arguments);
        await first.WaitForAsync("pre-training");

        using var second = Launched.Start([.. arguments, "--resume"]);
        var (exitCode, _, error) = await second.EndAsync();

        exitCode.ShouldBe(ExitCode.Data);
        error.ShouldContain("another process is working on this run");
        await first.KillAsync();
    }
}
