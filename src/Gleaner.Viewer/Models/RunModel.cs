using System.Globalization;
using Gleaner.Experiments;
using Gleaner.Experiments.Reporting;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;
using Gleaner.Reports.Pages;
using Gleaner.Runs;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>A run: results with intervals, learning curves, what is amiss, and where to go from there.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Report">What the report would say.</param>
/// <param name="Tracks">The methods with their progress.</param>
/// <param name="Results">The report's table of results, as markup.</param>
/// <param name="Curves">The report's learning curves, as markup.</param>
/// <param name="Checks">What is amiss, or might be.</param>
/// <param name="Newest">The rollouts that were taken in last.</param>
internal sealed record RunModel(
    string Id, ReportModel Report, IReadOnlyList<TrackLine> Tracks, string Results, string Curves, IReadOnlyList<CheckLine> Checks, IReadOnlyList<RolloutLine> Newest)
{
    private const int NewestRollouts = 8;

    public static async Task<RunModel> BuildAsync(ViewedRun run, CancellationToken cancellationToken)
    {
        var results = run.Results();
        var report = ReportOf(results);
        var context = new ReportContext(report);
        var (tracks, rollouts, newest, failures, tasks) = await run.Index.ReadAsync(
            index => (
                index.Tracks(),
                index.Rows(row => (Track: row.GetInt32(0), Iteration: row.GetInt32(1), Count: row.GetInt64(2)), "SELECT track, iteration, sum(attempts) FROM outcomes WHERE split = '' GROUP BY track, iteration"),
                index.Search("1", [], "r.n DESC", 0, NewestRollouts),
                index.Rows(row => (Stop: (Trajectories.StopReason)row.GetInt32(0), Count: row.GetInt64(1)), "SELECT stop, count(*) FROM rollouts GROUP BY stop"),
                index.Tasks()),
            cancellationToken).ConfigureAwait(false);
        return new RunModel(
            run.Id,
            report,
            [.. tracks.Select(track => LineOf(track, results, rollouts.Where(row => row.Track == track.Number).Sum(row => row.Count)))],
            Section(page => ResultsSection.Write(page, context)) + Section(page => PairedTestsSection.Write(page, context)),
            Section(page => CurvesSection.Write(page, context)),
            [.. RunChecks.Of(results, run.Index, failures)],
            [.. newest.Select(row => RolloutLine.Of(row, tracks, tasks))]);
    }

    // The report's model without its task accounts: those read every rollout, and the grid has them.
    private static ReportModel ReportOf(RunResults results) => new()
    {
        Title = results.Display.Name,
        Environment = results.Display.Environment,
        Student = results.Display.Student,
        Unfinished = results.Summary.Manifest.Finished is null ? "What follows is what the run has so far." : null,
        Date = (results.Summary.Manifest.Finished ?? results.Summary.Manifest.Started).UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        Splits = [.. results.TestSplits().Select(split => new SplitInfo(split.Name, split.Tasks, SplitNames.Describe(split.Name)))],
        Measures = [.. results.Display.Measures.Select(measure => new MeasureInfo(measure.Name, measure.Meaning))],
        Methods = [.. new MethodRows(results).Create()],
        Comparisons = [.. PairedTests.Of(results, results.EefMethods)],
    };

    private static TrackLine LineOf(Track track, RunResults results, long rollouts)
    {
        var method = results.Summary.Methods.FirstOrDefault(method => method.Folder == track.Folder);
        return new TrackLine(
            track,
            results.MethodNamed(track.Method),
            method?.Iterations.Length ?? 0,
            method?.Description.Iterations ?? 0,
            rollouts,
            method is { Iterations: [.., var last] } ? last.Metrics.NewlySolvedTasks : 0,
            method is { Iterations: [.., var latest] } ? latest.Metrics.SolvedTasks : 0);
    }

    private static string Section(Action<MarkupBuilder> write)
    {
        var page = new MarkupBuilder();
        write(page);
        return page.ToString();
    }
}

/// <summary>A method under a seed.</summary>
internal sealed record TrackLine(Track Track, MethodDisplay Display, int Iterations, int Expected, long Rollouts, int NewlySolved, int Solved);

/// <summary>A rollout in a list.</summary>
internal sealed record RolloutLine(RolloutRow Row, Track? Track, TaskRow? Task)
{
    public static RolloutLine Of(RolloutRow row, IReadOnlyList<Track> tracks, IReadOnlyDictionary<int, TaskRow> tasks) =>
        new(row, tracks.FirstOrDefault(track => track.Number == row.Track), tasks.GetValueOrDefault(row.Task));

    /// <summary>Who played, and when: <c>EEF, seed 1, iteration 2</c>.</summary>
    public string Author => Track is null
        ? $"{(Row.Expert.Length > 0 ? Row.Expert : "expert")}{(Row.Split.Length > 0 ? $", {Row.Split}" : "")}"
        : string.Create(CultureInfo.InvariantCulture, $"{Track.Method}, seed {Track.Seed}, iteration {Row.Iteration}{(Row.Split.Length > 0 ? $", {Row.Split}" : "")}");
}

/// <summary>Something that a check found.</summary>
/// <param name="IsSerious">Whether results are in doubt.</param>
/// <param name="Text">What was found, in a sentence.</param>
/// <param name="Query">Shows the rollouts that it is about; empty if it is about none.</param>
internal sealed record CheckLine(bool IsSerious, string Text, string Query);

/// <summary>
/// What is amiss in a run, or might be. The place where checks of the run itself (its health) join those of the files.
/// </summary>
internal static class RunChecks
{
    public static IEnumerable<CheckLine> Of(RunResults results, RunIndex index, IReadOnlyList<(Trajectories.StopReason Stop, long Count)> stops)
    {
        foreach (var damaged in index.State.Damaged)
        {
            yield return new CheckLine(true, string.Create(CultureInfo.InvariantCulture, $"{damaged.File}:{damaged.Line} cannot be read and is left out: {damaged.Problem}"), "");
        }

        foreach (var (stop, count) in stops.Where(stop => !Trajectories.StopReasons.get_IsOfThePolicy(stop.Stop)))
        {
            yield return new CheckLine(false, $"{Numbers.Count(count)} rollouts say nothing about the policy: {Numbers.Stop(stop)}.", $"stop:{stop}");
        }

        foreach (var method in results.Summary.Methods)
        {
            if (method.Iterations.Any(iteration => iteration.Metrics.Learning.Losses.Any(loss => !double.IsFinite(loss))))
            {
                yield return new CheckLine(true, $"The loss of {method.Description.Name}, seed {method.Seed}, is not finite in at least one step.", "");
            }
        }
    }
}
