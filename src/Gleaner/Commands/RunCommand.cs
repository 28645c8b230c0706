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
        var seeds = SharedOptions.Seeds();
        var output = SharedOptions.RunOutput();
        var accelerator = SharedOptions.Accelerator();
        var resume = SharedOptions.Resume();
        var texts = new Option<bool>("--keep-texts") { Description = "Keep what was seen with every rollout of a new run, so that it can be shown and exported without its catalogue or files; the run is larger." };
        var final = new Option<string?>("--final")
        {
            Description = $"Make the run final: once it is finished it is written into a log of final runs, by default {FinalRun.DefaultLog}, with its command line, configuration, seeds, machine and main table, and its report says so.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("run", "Run an experiment, then print its table and write its report.") { file, overrides, seeds, accelerator, output, resume, texts, final };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var assignments = SharedOptions.Assignments(parsed.GetValue(overrides), parsed.GetValue(seeds), parsed.GetValue(accelerator));
            var experiment = context.ReaderOf(parsed).Read(parsed.GetRequiredValue(file), assignments);
            var folder = FolderOf(experiment, parsed.GetValue(output), surroundings);
            var log = parsed.GetResult(final) is null ? null : surroundings.Full(parsed.GetValue(final) ?? FinalRun.DefaultLog);
            if (log is not null)
            {
                FinalRun.RequirePlace(log);
            }

            await RunAsync(experiment, folder, parsed.GetValue(resume), parsed.GetValue(texts), log, context, cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The folder of an experiment's run.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="output">What the command line says; null for nothing.</param>
    /// <param name="surroundings">Where it was called.</param>
    public static string FolderOf(Experiment experiment, string? output, AppSurroundings surroundings) =>
        surroundings.Full(output ?? experiment.Output ?? Path.Combine("runs", experiment.Name));

    /// <summary>Runs an experiment and shows what came of it.</summary>
    public static async Task RunAsync(
        Experiment experiment, string folder, bool mayResume, bool keepTexts, string? finalLog, CommandContext context, CancellationToken cancellationToken)
    {
        var (terminal, surroundings, _) = context;
        var text = new StageText(experiment);
        var options = new RunOptions
        {
            Resume = mayResume,
            KeepTexts = keepTexts,
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

        // All of it was checked or written just now.
        RunOutcome.Show(folder, Path.Combine(folder, RunOutcome.ReportFile), CheckedFiles.None, context, finalLog: finalLog);

        Task RunAsync(IRunObserver observer) => experiment.RunAsync(folder, options with { Observer = observer }, cancellationToken);
    }
}
