using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Progress;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner run CONFIG</c>: runs an experiment.</summary>
internal static class RunCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var file = SharedOptions.ConfigFile();
        var overrides = SharedOptions.Overrides();
        var seeds = new Option<string?>("--seeds") { Description = "The seeds, instead of the configuration's: --seeds 1,2,3.", HelpName = "LIST" };
        var output = SharedOptions.Output("The run directory; by default runs/NAME.");
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
            var experiment = context.ReaderOf(parsed).Read(parsed.GetRequiredValue(file), assignments);
            var folder = surroundings.Full(parsed.GetValue(output) ?? experiment.Output ?? Path.Combine("runs", experiment.Name));
            await RunAsync(experiment, folder, parsed.GetValue(resume), context, cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Runs an experiment and shows what came of it.</summary>
    public static async Task RunAsync(Experiment experiment, string folder, bool mayResume, CommandContext context, CancellationToken cancellationToken)
    {
        var (terminal, surroundings, _) = context;
        var text = new StageText(experiment);
        var options = new RunOptions
        {
            Resume = mayResume,
            Warn = terminal.Error.WriteLine,
            Clock = surroundings.Clock,
            Command = surroundings.CommandLine,
        };
        terminal.Out.WriteLine($"Run: {folder}");
        try
        {
            await (terminal.IsLive
                ? LiveProgress.ShowAsync(text, terminal.Screen, RunAsync)
                : RunAsync(new PlainProgress(text, terminal.Out, surroundings.Clock))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Error.WriteLine();
            terminal.Error.WriteLine("Everything finished so far is kept; the same command with --resume continues.");
            throw;
        }

        RunOutcome.Show(folder, Path.Combine(folder, RunOutcome.ReportFile), context);

        Task RunAsync(IRunObserver observer) => experiment.RunAsync(folder, options with { Observer = observer }, cancellationToken);
    }
}
