using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Reporting;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner show RUN TASK</c>: what became of one training task.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var run = SharedOptions.Run();
        var task = new Argument<string>("TASK")
        {
            Description = "A training task: its id or the end of it, its number in the training split from 0, or 'newly-solved' for the first one that only the student solved.",
        };
        var method = new Option<string?>("--method") { Description = "The method by name; by default the first EEF.", HelpName = "NAME" };
        var seed = new Option<ulong?>("--seed") { Description = "The seed; by default the first.", HelpName = "N" };
        var command = new Command("show", "Show one training task: expert run, start states, verdicts, solutions, weights.") { run, task, method, seed };
        command.SetAction(parsed =>
        {
            var results = RunResults.Read(surroundings.Full(parsed.GetRequiredValue(run)), new DiskRunFiles());
            var selected = RunSelection.Method(results, parsed.GetValue(method), parsed.GetValue(seed));
            var account = RunSelection.Task(results.Accounts(selected), parsed.GetRequiredValue(task));
            TaskView.Write(account, selected, results, terminal.Out);
            return ExitCode.Done;
        });
        return command;
    }
}
