using Gleaner.CommandLine.App;
using Gleaner.ScienceWorld.StandIn;

namespace Gleaner.EndToEnd.Tests;

/// <summary>
/// A run in ScienceWorld on the stand-in simulator: it ends, resumed it ends with the same bytes, and no simulator outlives it,
/// however it ends.
/// </summary>
[Trait("Category", "Long")]
public sealed class ScienceWorldRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_leaves_no_simulator_and_resumed_ends_with_the_same_bytes()
    {
        var experiment = await ScienceWorldExperiment.InAsync(_folder);
        var undisturbed = _folder.File("undisturbed");
        var disturbed = _folder.File("disturbed");
        using (var whole = Launched.Start("run", experiment.Yaml, "--output", undisturbed))
        {
            var (exitCode, _, error) = await whole.EndAsync();
            exitCode.ShouldBe(ExitCode.Done, error);
        }

        experiment.Simulator.Processes.Count.ShouldBe(2);
        await EndedAsync(experiment.Simulator);
        foreach (var stage in new[] { "BC: evaluating", "RFT×1, iteration 1: exploring", "EEF, iteration 1: exploring" })
        {
            using var run = Launched.Start("run", experiment.Yaml, "--output", disturbed, "--resume");
            await run.WaitForAsync(stage);
            await run.KillAsync();
            await EndedAsync(experiment.Simulator);
        }

        using var last = Launched.Start("run", experiment.Yaml, "--output", disturbed, "--resume");
        (await last.EndAsync()).ExitCode.ShouldBe(ExitCode.Done);
        RunFolder.Contents(disturbed).ShouldBe(RunFolder.Contents(undisturbed));
        await EndedAsync(experiment.Simulator);
    }

    [Fact]
    public async Task Ctrl_C_while_simulators_work_leaves_none()
    {
        // Steps that take long: the signal meets a run that waits for its simulators.
        var experiment = await ScienceWorldExperiment.InAsync(_folder, new StandInSettings(StepDelay: TimeSpan.FromSeconds(20)));
        using var run = Launched.Start("run", experiment.Yaml, "--output", _folder.File("run"));
        await run.WaitForAsync("scripted");
        await run.WaitForAsync("BC");
        while (experiment.Simulator.Processes.Count < 2)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await run.InterruptAsync();
        var (exitCode, _, error) = await run.EndAsync();

        (exitCode, experiment.Simulator.Processes.Count(Runs)).ShouldBe((ExitCode.Interrupted, 0), error);
    }

    [Fact]
    public async Task Simulators_that_die_are_counted_and_end_nothing_but_their_rollouts()
    {
        var experiment = await ScienceWorldExperiment.InAsync(_folder, new StandInSettings(Fault: Fault.Dies, FaultAfterSteps: 60));
        var run = await ProgramRun.InAsync(_folder.Path, "run", experiment.Yaml, "--output", _folder.File("run"));

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        experiment.Simulator.Processes.Count.ShouldBeGreaterThan(2);
        experiment.Simulator.Processes.Count(Runs).ShouldBe(0);
        Directory.EnumerateFiles(_folder.File("run"), "*.jsonl", SearchOption.AllDirectories)
            .Any(file => File.ReadAllText(file).Contains("environmentDied", StringComparison.Ordinal)).ShouldBeTrue();
    }

    // What nobody waits for any more ends on its own as soon as it notices that its input has ended.
    private static async Task EndedAsync(StandInFiles simulator)
    {
        simulator.Processes.ShouldNotBeEmpty();
        while (simulator.Processes.Any(Runs))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool Runs(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat") is var text && text[(text.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
