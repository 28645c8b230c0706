using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner report RUN</c>: the table and the report of a run, also of one that is not finished.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandContext context)
    {
        var surroundings = context.Surroundings;
        var run = SharedOptions.Run();
        var output = new Option<string?>("--output") { Description = "The HTML file; by default report.html in the run's folder.", HelpName = "FILE" };
        var unequal = new Option<bool>("--unequal-budgets") { Description = "Test methods against each other although they spent different numbers of simulations; the report says so." };
        var tables = new Option<string?>("--tables") { Description = "Write the report's tables as Markdown too, for a document that publishes them.", HelpName = "FILE" };
        var viewer = SharedOptions.Viewer();
        var command = new Command("report", "Print a run's table and write its report, also while it runs.") { run, output, unequal, tables, viewer };
        command.SetAction(parsed =>
        {
            var folder = surroundings.Full(parsed.GetRequiredValue(run));
            var file = parsed.GetValue(output) is { } given ? surroundings.Full(given) : Path.Combine(folder, RunOutcome.ReportFile);
            var options = new ReportOptions { ComparesUnequalBudgets = parsed.GetValue(unequal), Viewer = SharedOptions.ViewerSite(parsed.GetValue(viewer), folder) };
            RunOutcome.Show(folder, file, CheckedFiles.All, context, options, parsed.GetValue(tables) is { } beside ? surroundings.Full(beside) : null);
            return ExitCode.Done;
        });
        return command;
    }
}
