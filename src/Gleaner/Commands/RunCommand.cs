using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Configuration;
using Gleaner.CommandLine.Experiments;
using Gleaner.CommandLine.Progress;
using Gleaner.CommandLine.Terminals;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner run CONFIG</c>: runs an experiment.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var file = SharedOptions.ConfigFile();
        var overrides = SharedOptions.Overrides();
        var seeds = new Option<string?>("--seeds") { Description = "The seeds, instead of the configuration's: --seeds 1,2,3.", HelpName = "LIST" };
        var output = SharedOptions.Output("The run directory; runs/NAME if nothing else is said.");
        var accelerator = SharedOptions.Accelerator();
        var resume = SharedOptions.Resume();
        var command = new Command("run", "Run an experiment, then print its table and write its report.") { file, overrides, seeds, accelerator, output, resume };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] assignments =
            [
                .. parsed.GetValue(overrides) ?? [],
                .. parsed.GetValue(seeds) is { } list ? new[] { $"seeds=[{list}]" } : [],
                .. SharedOptions.AcceleratorOverride(parsed.GetValue(accelerator)),
            ];
            var config = ConfigLoader.Load(parsed.GetRequiredValue(file), assignments, surroundings.CurrentFolder);
            var folder = surroundings.Full(parsed.GetValue(output) ?? config.Output ?? Path.Combine("runs", config.Name));
            await RunAsync(config, folder, parsed.GetValue(resume), terminal, surroundings, cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Runs an experiment and shows what came of it.</summary>
    public static async Task RunAsync(
        ExperimentConfig config, string folder, bool mayResume, Terminal terminal, AppSurroundings surroundings, CancellationToken cancellationToken)
    {
        var text = new StageText(config);
        IRunObserver progress = terminal.IsLive
            ? new LiveProgress(text, terminal.Screen, surroundings.Clock)
            : new PlainProgress(text, terminal.Out, surroundings.Clock);
        terminal.Out.WriteLine($"Run: {folder}");
        try
        {
            await new ExperimentRun(surroundings, new DiskRunFiles(), terminal.Error.WriteLine).RunAsync(config, folder, mayResume, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Error.WriteLine();
            terminal.Error.WriteLine("Everything finished so far is kept; the same command with --resume goes on.");
            throw;
        }

        RunOutcome.Show(folder, Path.Combine(folder, RunOutcome.ReportFile), terminal);
    }
}
