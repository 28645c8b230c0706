using System.CommandLine;
using System.Globalization;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Progress;
using Gleaner.CommandLine.Reporting;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner diagnose CONFIG|RUN</c>: whether exploring failures pays, before it is done.</summary>
internal static class DiagnoseCommand
{
    public static Command Create(CommandContext context)
    {
        var surroundings = context.Surroundings;
        var target = new Argument<string>("CONFIG|RUN") { Description = "The experiment's YAML file, or the folder of a run." };
        var overrides = SharedOptions.Overrides();
        var output = SharedOptions.Output("The run directory, from which a run of the experiment can continue; by default runs/NAME.");
        var share = new Option<double>("--share")
        {
            Description = "The most that is simulated, as a share of what a method of six simulations a task would be.",
            HelpName = "SHARE",
            DefaultValueFactory = _ => new DiagnosisOptions().Share,
        };
        share.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
            {
                result.AddError("--share is a number above 0 and at most 1.");
            }
        });
        var workers = SharedOptions.Workers();
        var command = new Command("diagnose", "Say from a small first wave whether exploring the expert's failures pays here.") { target, overrides, output, share, workers };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = surroundings.Full(parsed.GetRequiredValue(target));
            var isRun = Directory.Exists(path);
            var reader = context.ReaderOf(parsed);
            var experiment = isRun ? reader.ReadRun(path) : reader.Read(path, parsed.GetValue(overrides) ?? []);
            var folder = isRun ? path : surroundings.Full(parsed.GetValue(output) ?? experiment.Output ?? Path.Combine("runs", experiment.Name));
            var rollouts = ClusterAccess.BackendOf(parsed.GetValue(workers) ?? experiment.Cluster, surroundings);
            var diagnosis = await DiagnoseAsync(experiment, folder, Options(experiment, parsed.GetValue(share)), rollouts, context, cancellationToken).ConfigureAwait(false);
            foreach (var line in DiagnosisLines.Of(diagnosis))
            {
                context.Terminal.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }

    // As many states as the experiment's own EEF explores.
    private static DiagnosisOptions Options(Experiment experiment, double share)
    {
        var own = experiment.Methods.Select(method => method.Configuration).OfType<ExploringFailuresConfig>().FirstOrDefault();
        return new DiagnosisOptions { Share = share, ExpertStates = own?.Options.ExpertStates ?? new DiagnosisOptions().ExpertStates };
    }

    private static async Task<Diagnosis> DiagnoseAsync(
        Experiment experiment, string folder, DiagnosisOptions diagnosis, IRolloutBackend? rollouts, CommandContext context, CancellationToken cancellationToken)
    {
        var (terminal, surroundings, _) = context;
        Diagnosis? result = null;
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Run: {folder}"));
        var text = new StageText(experiment);
        await (terminal.IsLive
            ? LiveProgress.ShowAsync(text, terminal.Screen, RunAsync)
            : RunAsync(new PlainProgress(text, terminal.Out, surroundings.Clock))).ConfigureAwait(false);
        return result!;

        async Task RunAsync(IRunObserver observer) => result = await experiment.DiagnoseAsync(
            folder,
            diagnosis,
            new RunOptions { Resume = true, Warn = terminal.Error.WriteLine, Clock = surroundings.Clock, Command = surroundings.CommandLine, Observer = observer, Rollouts = rollouts },
            cancellationToken).ConfigureAwait(false);
    }
}
