using System.Globalization;
using System.Text;
using System.Text.Json;
using Gleaner.IO;
using Gleaner.IO.Json;
using Gleaner.Reports;
using Gleaner.Reports.Model;
using Gleaner.Runs;

namespace Gleaner.Experiments.Reporting;

/// <summary>
/// A run that is final: it stands in the lab log for all to see, so that test splits are not looked at again and again until a number pleases. Only
/// such a run is called final in its report.
/// </summary>
public static class FinalRun
{
    /// <summary>Where a log is kept, relative to the current folder.</summary>
    public const string DefaultLog = "docs/lab-log.md";

    private const string RecordFile = "final.json";
    private const int MaxRecordBytes = 1 << 16;

    /// <summary>Refuses a log that could not be written, before hours of running.</summary>
    /// <param name="log">The log, absolute; it need not exist.</param>
    /// <exception cref="UsageException">There is no folder for it.</exception>
    public static void RequirePlace(string log)
    {
        if (Directory.Exists(log) || !Directory.Exists(Path.GetDirectoryName(log)))
        {
            throw new UsageException($"{log}: the log of final runs cannot be kept there. Name a file in a folder that exists: --final FILE.");
        }
    }

    /// <summary>Appends a finished run to a log, once whatever happens, and notes that in the run's folder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">Its report.</param>
    /// <param name="log">The log, absolute; made if it is not there.</param>
    /// <returns>False if the run is final already; nothing was written then.</returns>
    /// <exception cref="GleanerException">The log cannot be written.</exception>
    public static bool Log(RunResults run, ReportModel model, string log)
    {
        if (Read(run) is not null)
        {
            return false;
        }

        var mark = Mark(run);
        try
        {
            // The log is read while the unfinished new one is held, so of two runs that end at once neither is lost.
            AtomicFile.Write(log, stream =>
            {
                var known = File.Exists(log) ? File.ReadAllText(log) : "# Lab log\n";
                var entry = known.Contains(mark, StringComparison.Ordinal) ? "" : $"{(known.EndsWith('\n') ? "" : "\n")}\n{Entry(run, model, mark)}";
                stream.Write(Encoding.UTF8.GetBytes(known + entry));
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{log}: the run is finished and could not be logged: {exception.Message} The same command with --resume tries again.", exception);
        }

        var record = new FinalRecord(Path.GetFileName(log), Date(run));
        run.Files.Write(Path.Combine(run.Folder, RecordFile), stream => JsonSerializer.Serialize(stream, record, JsonDefaults.Document));
        return true;
    }

    /// <summary>Where and when a run was logged as final; null if it is not final.</summary>
    /// <exception cref="GleanerException">The record is damaged.</exception>
    public static FinalRecord? Read(RunResults run)
    {
        var path = Path.Combine(run.Folder, RecordFile);
        try
        {
            return run.Files.Exists(path) ? StrictJson.Read<FinalRecord>(path, MaxRecordBytes, JsonDefaults.Document) : null;
        }
        catch (JsonFileException exception)
        {
            throw new GleanerException($"{exception.Message} Delete the file if the log does not hold the run.", exception);
        }
    }

    private static string Entry(RunResults run, ReportModel model, string mark)
    {
        var identity = run.Summary.Manifest.Identity;
        var machine = string.Join(", ", model.Reproduction?.Machine.Select(fact => $"{fact.Name} {fact.Value}") ?? []);

        // The first of the report's tables.
        var table = ReportWriter.RenderTables(model).Split("\n\n")[0].TrimEnd('\n');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ## {Date(run)}: {run.Display.Name.ReplaceLineEndings(" ")}, final

            {mark}
            `{identity.Command.ReplaceLineEndings(" ")}`; seeds {string.Join(", ", identity.Seeds)}; configuration {identity.ConfigurationHash}; Gleaner {identity.Version}, code {identity.CodeHash}; {machine}; {Seconds(run.Summary):0} s.

            {table}

            """).ReplaceLineEndings("\n");
    }

    // By its start, which no other run of the same configuration shares.
    private static string Mark(RunResults run) => string.Create(
        CultureInfo.InvariantCulture, $"<!-- run {run.Summary.Manifest.Identity.ConfigurationHash[..12]} {run.Summary.Manifest.Started.UtcDateTime:O} -->");

    private static string Date(RunResults run) =>
        (run.Summary.Manifest.Finished ?? run.Summary.Manifest.Started).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double Seconds(RunSummary summary) =>
        summary.Pretraining.Values.Sum(stage => stage.Seconds.Total) + summary.Methods.SelectMany(method => method.Iterations).Sum(iteration => iteration.Seconds.Total);
}

/// <summary>Says that a run is final.</summary>
/// <param name="Log">The name of the log's file.</param>
/// <param name="Date">The day on which the run ended.</param>
public sealed record FinalRecord(string Log, string Date);
