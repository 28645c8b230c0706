using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Reporting;
using Gleaner.Reports;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary>What is shown of a run: the table, and the report beside it.</summary>
internal static class RunOutcome
{
    public const string ReportFile = "report.html";

    /// <summary>Writes the report and prints the table.</summary>
    /// <param name="folder">The run's folder, absolute.</param>
    /// <param name="reportFile">Where the report goes, absolute.</param>
    /// <param name="which">Which files are compared with their hashes first.</param>
    /// <param name="context">Where the table goes, and which notes the report carries.</param>
    /// <param name="options">What is compared; null for the defaults.</param>
    /// <param name="tablesFile">Where the tables go as Markdown, absolute; null to write none.</param>
    /// <param name="finalLog">The log that the run is written into as final, absolute; null to leave it as it is.</param>
    public static void Show(
        string folder, string reportFile, CheckedFiles which, CommandContext context, ReportOptions? options = null, string? tablesFile = null, string? finalLog = null)
    {
        var terminal = context.Terminal;
        var notes = context.Kinds.Of<IRunNotes>().ToList();
        var run = RunResults.Read(folder, new DiskRunFiles(), which);
        var (model, health) = ReportBuilder.BuildWithHealth(run, options, notes);
        var isLogged = finalLog is not null && FinalRun.Log(run, model, finalLog);
        model = isLogged ? ReportBuilder.Build(run, health, options, notes) : model;
        ReportWriter.Write(model, reportFile);
        if (tablesFile is not null)
        {
            ReportWriter.WriteTables(model, tablesFile);
        }

        terminal.Out.WriteLine();
        var simulated = model.Methods.Any(method => method.IsSimulated) ? " The experts are simulated." : "";
        terminal.Out.WriteLine($"Tasks won in % with 95 % intervals; mean score on the first split.{simulated}");
        terminal.Screen.Write(ResultsTable.Create(model, terminal.Screen.Profile.Width));
        foreach (var line in ComparisonLines.Of(model))
        {
            terminal.Out.WriteLine(line);
        }

        HealthView.WriteSummary(health, folder, context.Surroundings.Program, terminal.Out);
        terminal.Out.WriteLine($"Report: {reportFile}");
        if (finalLog is not null)
        {
            terminal.Out.WriteLine(isLogged ? $"Final: written into {finalLog}" : $"Final already: the run was logged in {FinalRun.Read(run)?.Log}.");
        }
    }
}
