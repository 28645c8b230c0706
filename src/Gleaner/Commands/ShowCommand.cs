using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Reporting;
using Gleaner.CommandLine.Views;
using Gleaner.Runs;
using Gleaner.Viewer;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner show RUN TASK</c>: what became of one training task.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var run = SharedOptions.Run();
        var task = new Argument<string?>("TASK")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A training task: its id or the end of it, its number in the training split from 0, or 'newly-solved' for the first one that only the student solved.",
        };
        var method = new Option<string?>("--method") { Description = "The method by name; by default the first EEF.", HelpName = "NAME" };
        var seed = new Option<ulong?>("--seed") { Description = "The seed; by default the first.", HelpName = "N" };
        var observations = new Option<bool>("--observations") { Description = "Print what the experts saw as well, and the id of every rollout." };
        var rollout = new Option<string?>("--rollout") { Description = "Print one rollout instead, with all that it saw: its id, as --observations and the viewer's addresses have it.", HelpName = "ID" };
        var viewer = SharedOptions.Viewer();
        var command = new Command("show", "Show one training task: expert run, start states, verdicts, solutions, weights.") { run, task, method, seed, observations, rollout, viewer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = surroundings.Full(parsed.GetRequiredValue(run));
            var files = new DiskRunFiles();
            if (parsed.GetValue(rollout) is { } id)
            {
                var worlds = new ExperimentWorlds(context.ReaderOf(parsed), files, surroundings.Clock);
                await RolloutTranscript.WriteAsync(folder, id, worlds, files, surroundings.Clock, terminal.Out, cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }

            var named = parsed.GetValue(task) ?? throw new UsageException("Name a training task, or a rollout with --rollout.");
            var results = RunResults.Read(folder, files);
            var selected = RunSelection.Method(results, parsed.GetValue(method), parsed.GetValue(seed));
            var account = RunSelection.Task(results.Accounts(selected), named);
            TaskView.Write(account, selected, results, parsed.GetValue(observations), SharedOptions.ViewerSite(parsed.GetValue(viewer), folder), terminal.Out);
            return ExitCode.Done;
        });
        return command;
    }
}
