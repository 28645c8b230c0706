using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Experiments;
using Gleaner.Experiments.Reporting;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;
using Gleaner.Reports.Pages;
using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>What takes long to make of a run's results: tables with bootstrap intervals, and curves.</summary>
/// <param name="Results">The results.</param>
/// <param name="Table">The report's table of results and its paired tests, as markup.</param>
/// <param name="Curves">The report's learning curves, as markup.</param>
/// <param name="Health">The run's health checks; empty if they were not made.</param>
/// <param name="HealthProblem">Why they were not made; null if they were.</param>
internal sealed record ReportParts(RunResults Results, string Table, string Curves, ImmutableArray<HealthCheck> Health, string? HealthProblem)
{
    // Health checks hold the records of a stage in memory.
    private const long MostRollouts = 200_000;

    public static ReportParts Of(RunResults results, long rollouts)
    {
        var (health, problem) = rollouts > MostRollouts
            ? ([], $"Health checks of more than {Numbers.Count(MostRollouts)} rollouts take long: 'gleaner health' makes them.")
            : HealthOf(results);
        var context = new ReportContext(ReportOf(results));
        return new ReportParts(
            results,
            Section(page => ResultsSection.Write(page, context)) + Section(page => PairedTestsSection.Write(page, context)),
            Section(page => CurvesSection.Write(page, context)),
            health,
            problem);
    }

    private static (ImmutableArray<HealthCheck> Checks, string? Problem) HealthOf(RunResults results)
    {
        try
        {
            return (results.Health().Checks, null);
        }
        catch (GleanerException exception)
        {
            return ([], $"Health checks cannot be made: {exception.Message}");
        }
    }

    // The report's model without its task accounts: those read every rollout, and the grid has them.
    private static ReportModel ReportOf(RunResults results)
    {
        var tests = new PairedTests(results, new ReportOptions());
        return new ReportModel
        {
            Title = results.Display.Name,
            Splits = [.. results.TestSplits().Select(split => new SplitInfo(split.Name, split.Tasks, SplitNames.Describe(split.Name)))],
            Measures = [.. results.Display.Measures.Select(measure => new MeasureInfo(measure.Name, measure.Meaning))],
            Methods = [.. new MethodRows(results).Create()],
            Comparisons = tests.Compare(),
            Refused = tests.Refuse(),
        };
    }

    private static string Section(Action<MarkupBuilder> write)
    {
        var page = new MarkupBuilder();
        write(page);
        return page.ToString();
    }
}

/// <summary>A run: results with intervals, learning curves, what is amiss, and where to go from there.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Facts">What it is, in a few words.</param>
/// <param name="IsFinished">Whether it is finished.</param>
/// <param name="Tracks">The methods with their progress.</param>
/// <param name="Report">Tables and curves; null while they are being made.</param>
/// <param name="Checks">What is amiss, or might be.</param>
/// <param name="Newest">The rollouts that were taken in last.</param>
internal sealed record RunModel(
    string Id, string Title, string Facts, bool IsFinished, IReadOnlyList<TrackLine> Tracks, ReportParts? Report, IReadOnlyList<CheckLine> Checks, IReadOnlyList<RolloutLine> Newest)
{
    /// <summary>How far the run is; null if it is finished.</summary>
    public LiveNews? Live { get; init; }

    /// <summary>Iterations that are finished, and those of all methods under all seeds that have begun.</summary>
    public (int Finished, int All) Iterations => (Tracks.Sum(line => line.Iterations ?? 0), Tracks.Sum(line => line.Expected ?? 0));

    private const int NewestRollouts = 8;
    private const double MostlyIndexed = 0.95;

    /// <param name="run">The run.</param>
    /// <param name="patience">How long tables and curves are waited for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<RunModel> BuildAsync(ViewedRun run, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        // Both read the whole run. The index comes first: pages can be looked at with it, and results follow.
        var report = run.Index.State.Share < MostlyIndexed
            ? null
            : await run.DeriveAsync(results => ReportParts.Of(results, run.Index.State.Rollouts), patience, time, cancellationToken).ConfigureAwait(false);
        var manifest = run.Manifest();
        var found = await run.Index.ReadAsync(Find, cancellationToken).ConfigureAwait(false);
        var known = await run.Index.ReadAsync(index => Known(index, report), cancellationToken).ConfigureAwait(false);
        var date = Numbers.Moment(manifest.Finished ?? manifest.Started);
        return new RunModel(
            run.Id,
            manifest.Display?.Name ?? run.Id,
            string.Join(" · ", new[] { manifest.Display?.Environment ?? "", manifest.Display?.Student ?? "", date }.Where(text => text.Length > 0)),
            manifest.Finished is not null,
            [.. found.Tracks.Select(track => LineOf(track, manifest, report?.Results, found.Rollouts.GetValueOrDefault(track.Number)))],
            report,
            [.. HealthLines.Of(report, known, run.Index, found.Stops)],
            [.. found.Newest.Select(row => RolloutLine.Of(row, found.Tracks, found.Tasks))])
        {
            Live = manifest.Finished is null ? LiveNews.Of(run) : null,
        };
    }

    // Where the examples of health checks are, by stage and key: among the rollouts of a stage, or of one of its evaluations.
    private static Dictionary<(string Stage, string Key), RolloutId> Known(IndexDatabase index, ReportParts? report)
    {
        var known = new Dictionary<(string, string), RolloutId>();
        foreach (var example in (report?.Health ?? []).SelectMany(check => check.Examples).Where(example => example.Rollout is not null))
        {
            var names = report!.Results.Summary.Splits.Keys.Select(split => $"evaluation-{split}").Prepend("rollouts");
            var found = names.Select(name => IndexWriter.IdOf($"{example.Stage}/{name}", example.Rollout!)).Where(id => index.Rollout(id) is not null).ToList();
            if (found.Count > 0)
            {
                known[(example.Stage, example.Rollout!)] = found[0];
            }
        }

        return known;
    }

    private static Found Find(IndexDatabase index)
    {
        var newest = index.Search("1", [], "r.n DESC", 0, NewestRollouts);
        return new Found(
            index.Tracks(),
            index.Attempts(),
            newest,
            newest.Select(row => row.Task).Distinct().Select(task => index.Task(task)).OfType<TaskRow>().ToDictionary(task => task.Number),
            // Those that count are not counted one by one.
            index.Rows(row => ((Trajectories.StopReason)row.GetInt32(0), row.GetInt64(1)), $"SELECT stop, count(*) FROM rollouts WHERE stop IN {IndexSchema.WithoutOutcome} GROUP BY stop"));
    }

    private static TrackLine LineOf(Track track, RunManifest manifest, RunResults? results, long rollouts)
    {
        var method = results?.Summary.Methods.FirstOrDefault(method => method.Folder == track.Folder);
        var last = method is { Iterations: [.., var latest] } ? latest.Metrics : null;
        return new TrackLine(
            track,
            manifest.Display?.Methods.FirstOrDefault(display => display.Name == track.Method) ?? new MethodDisplay(track.Method, "", MethodRole.Baseline),
            method?.Iterations.Length,
            method?.Description.Iterations,
            rollouts,
            last?.NewlySolvedTasks,
            last?.SolvedTasks);
    }

    private sealed record Found(
        IReadOnlyList<Track> Tracks,
        IReadOnlyDictionary<int, long> Rollouts,
        IReadOnlyList<RolloutRow> Newest,
        IReadOnlyDictionary<int, TaskRow> Tasks,
        IReadOnlyList<(Trajectories.StopReason Stop, long Count)> Stops);
}

/// <summary>A method under a seed.</summary>
internal sealed record TrackLine(Track Track, MethodDisplay Display, int? Iterations, int? Expected, long Rollouts, int? NewlySolved, int? Solved);

/// <summary>A rollout in a list.</summary>
internal sealed record RolloutLine(RolloutRow Row, Track? Track, TaskRow? Task)
{
    public static RolloutLine Of(RolloutRow row, IReadOnlyList<Track> tracks, IReadOnlyDictionary<int, TaskRow> tasks) =>
        new(row, tracks.FirstOrDefault(track => track.Number == row.Track), tasks.GetValueOrDefault(row.Task));

    /// <summary>Whose actions its own steps are: <c>expert</c> or <c>student</c>.</summary>
    public string Actor => Row.Expert.Length > 0 ? "expert" : "student";

    /// <summary>Who played, and when: <c>EEF, seed 1, iteration 2</c>.</summary>
    public string Author => Track is null
        ? $"{(Row.Expert.Length > 0 ? Row.Expert : "expert")}{(Row.Split.Length > 0 ? $", {Row.Split}" : "")}"
        : string.Create(CultureInfo.InvariantCulture, $"{Track.Method}, seed {Track.Seed}, iteration {Row.Iteration}{(Row.Split.Length > 0 ? $", {Row.Split}" : "")}");
}

/// <summary>Something that a check found.</summary>
/// <param name="IsSerious">Whether results are in doubt.</param>
/// <param name="Text">What was found, in a sentence.</param>
/// <param name="Query">Shows the rollouts that it is about; empty if it is about none.</param>
internal sealed record CheckLine(bool IsSerious, string Text, string Query)
{
    /// <summary>Rollouts in which it can be seen.</summary>
    public IReadOnlyList<(string Text, RolloutId Rollout)> Examples { get; init; } = [];

    /// <summary>What to do about it; empty for nothing.</summary>
    public string Advice { get; init; } = "";
}

/// <summary>What is amiss in a run, or might be: what its health checks found, and what its files are like.</summary>
internal static class HealthLines
{
    /// <param name="report">What takes long to make; null while it is being made.</param>
    /// <param name="known">Where the examples of health checks are.</param>
    /// <param name="index">The run's index.</param>
    /// <param name="stops">Rollouts that say nothing about their policy, by why.</param>
    public static IEnumerable<CheckLine> Of(
        ReportParts? report, IReadOnlyDictionary<(string Stage, string Key), RolloutId> known, RunIndex index, IReadOnlyList<(Trajectories.StopReason Stop, long Count)> stops)
    {
        foreach (var check in report?.Health ?? [])
        {
            if (check.Status is HealthStatus.Warning or HealthStatus.Notice)
            {
                yield return new CheckLine(check.Status == HealthStatus.Warning, $"{check.Title}: {check.Finding}", "")
                {
                    Advice = check.Advice,
                    Examples = [.. from example in check.Examples
                                  where example.Rollout is not null && known.ContainsKey((example.Stage, example.Rollout))
                                  select (example.Place, known[(example.Stage, example.Rollout!)])],
                };
            }
        }

        if (report?.HealthProblem is { } unmade)
        {
            yield return new CheckLine(false, unmade, "");
        }

        foreach (var damaged in index.State.Damaged)
        {
            yield return new CheckLine(true, string.Create(CultureInfo.InvariantCulture, $"{damaged.File}:{damaged.Line} cannot be read and is left out: {damaged.Problem}"), "");
        }

        foreach (var problem in index.State.Unreadable)
        {
            yield return new CheckLine(true, problem, "");
        }

        foreach (var (stop, count) in stops)
        {
            yield return new CheckLine(false, $"{Numbers.Count(count)} rollouts say nothing about the policy: {Numbers.Stop(stop)}.", $"stop:{stop}");
        }

        foreach (var method in report?.Results.Summary.Methods ?? [])
        {
            if (method.Iterations.Any(iteration => iteration.Metrics.Learning.Losses.Any(loss => !double.IsFinite(loss))))
            {
                yield return new CheckLine(true, $"The loss of {method.Description.Name}, seed {method.Seed}, is not finite in at least one step.", "");
            }
        }
    }
}
