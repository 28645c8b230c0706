using System.Globalization;
using System.Runtime.InteropServices;
using Gleaner.Evaluation;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;
using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Selection;

namespace Gleaner.Experiments.Reporting;

/// <summary>What a report compares.</summary>
public sealed record ReportOptions
{
    /// <summary>
    /// Whether methods are tested against each other although they spent different numbers of simulations. Default: no, the report
    /// names such pairs and leaves their tests out.
    /// </summary>
    public bool ComparesUnequalBudgets { get; init; }

    /// <summary>Where the viewer's pages of the run are, to link to; null to name them only.</summary>
    public ViewerSite? Viewer { get; init; }
}

/// <summary>Makes a report's model from a run.</summary>
public static class ReportBuilder
{
    /// <summary>The model of a run's report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="health">Its health checks: <see cref="RunResults.Health"/>.</param>
    /// <param name="options">What it compares; null for the defaults.</param>
    /// <param name="notes">Further kinds of notes, such as what calls to endpoints took; null for none.</param>
    public static ReportModel Build(RunResults run, RunHealth health, ReportOptions? options = null, IEnumerable<IRunNotes>? notes = null) =>
        WithHealth(WithoutHealth(run, options, notes ?? []), health, run);

    /// <summary>The model of a run's report and the health checks in it. Both read the run's rollouts, at the same time.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">What it compares; null for the defaults.</param>
    /// <param name="notes">Further kinds of notes; null for none.</param>
    /// <exception cref="GleanerException">A file of the run is damaged.</exception>
    public static (ReportModel Report, RunHealth Health) BuildWithHealth(RunResults run, ReportOptions? options = null, IReadOnlyCollection<IRunNotes>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var reading = Task.Run(() => run.Health(notes ?? []));
        try
        {
            var report = WithoutHealth(run, options, notes ?? []);
            var health = reading.GetAwaiter().GetResult();
            return (WithHealth(report, health, run), health);
        }
        finally
        {
            Task.WaitAny(reading);
        }
    }

    private static ReportModel WithHealth(ReportModel report, RunHealth health, RunResults run) =>
        report with { Health = [.. health.Checks.Select(check => HealthRows.Of(check, run))], Ends = HealthRows.Ends(health) };

    private static ReportModel WithoutHealth(RunResults run, ReportOptions? options, IEnumerable<IRunNotes> notes)
    {
        var manifest = run.Summary.Manifest;
        var eef = run.EefMethods;
        var studied = run.Summary.Methods.FirstOrDefault(method => eef.Contains(method.Description.Name) && method.Iterations.Length > 0);
        var tests = new PairedTests(run, options ?? new ReportOptions());
        return new ReportModel
        {
            Title = run.Display.Name,
            Environment = run.Display.Environment,
            Student = run.Display.Student,
            TrainingTasks = run.Summary.Splits.TryGetValue(SplitNames.Training, out var training) ? training.Tasks.Length : null,
            Unfinished = manifest.Finished is null ? "The run is not finished: what follows is what it has so far." : null,
            Date = (manifest.Finished ?? manifest.Started).UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            Splits = [.. run.TestSplits().Select(split => new SplitInfo(split.Name, split.Tasks, SplitNames.Describe(split.Name)))],
            Measures = [.. run.Display.Measures.Select(measure => new MeasureInfo(measure.Name, measure.Meaning)), .. MeasuresOfRepeats(run)],
            Methods = [.. new MethodRows(run).Create()],
            Comparisons = tests.Compare(),
            Refused = tests.Refuse(),
            Viewer = options?.Viewer,
            Tasks = studied is null ? null : TaskRows.Create(run, studied),
            Reproduction = Reproduce(run),
            Notes = [.. FinalNote(run), .. Notes(run, notes), .. GroupNotes(run)],
        };
    }

    private static IEnumerable<MeasureInfo> MeasuresOfRepeats(RunResults run) => run.Summary.Methods
        .SelectMany(method => method.Iterations)
        .SelectMany(iteration => iteration.Metrics.Evaluations)
        .Select(evaluation => evaluation.Repeated)
        .OfType<RepeatedTrials>()
        .Take(1)
        .SelectMany(trials => SeedMeans.MeasuresOfRepeats(trials.Rollouts, trials.Temperature));

    private static Reproduction Reproduce(RunResults run)
    {
        var identity = run.Summary.Manifest.Identity;
        return new Reproduction
        {
            Command = identity.Command,
            Configuration = identity.Configuration,
            Seeds = [.. run.Seeds.Select(seed => (long)seed)],
            Versions = [new("Gleaner", identity.Version), new(".NET", Environment.Version.ToString())],
            Hashes = [new("code", identity.CodeHash), .. identity.DataHashes.Select(hash => new NamedValue(hash.Key, hash.Value))],
            Machine =
            [
                new("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
                new("system", RuntimeInformation.RuntimeIdentifier),
            ],
        };
    }

    private static string Count(int count, string what) =>
        $"{Format.Count(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Share(Interval share) =>
        $"{Format.Points(share.Value)} % [{Format.Points(share.Low)}, {Format.Points(share.High)}]";

    private static IEnumerable<string> Notes(RunResults run, IEnumerable<IRunNotes> further)
    {
        if (run.Display.Experts.Any(expert => expert.IsSimulated == true))
        {
            yield return "The experts are simulated: scripts with systematic faults, not large language models.";
        }

        if (run.Diagnosis is { } diagnosis)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"A diagnosis of {Count(diagnosis.Simulations, "simulation")} on {Count(diagnosis.Probed, "task")} that the expert failed: s0 and states of its failure open {Share(diagnosis.OpenedByStates)} of them, rollouts from s0 {Share(diagnosis.OpenedByRollouts)}.");
        }

        foreach (var note in further.SelectMany(kind => kind.NotesOf(run)))
        {
            yield return note;
        }

        if (run.Display.StudentNote.Length > 0)
        {
            yield return run.Display.StudentNote;
        }

        foreach (var expert in run.Summary.Experts.Where(expert => expert.Refused.Length > 0))
        {
            yield return $"{Count(expert.Refused.Length, "recorded run")} of {expert.Name} did not replay in this environment and {(expert.Refused.Length == 1 ? "was" : "were")} left out; "
                + $"{Count(expert.Trajectories.Length, "other")} did. The first: {expert.Refused[0]}";
        }

        foreach (var note in RolloutNotes(run))
        {
            yield return note;
        }

        if (run.Summary.FilesChecked == 0)
        {
            yield return "The run was made before files were recorded with their hashes: damage to them would go unnoticed.";
        }

        if (SharedStarts.Read(run.Folder, run.Files) is { Any: true } shared)
        {
            yield return shared.ToString();
        }

        if (run.Seeds.Length == 1)
        {
            yield return "One seed: intervals cover the choice of test tasks and not the chance in training.";
        }
    }

    private static IEnumerable<string> RolloutNotes(RunResults run)
    {
        var explorations = run.Summary.Methods.SelectMany(method => method.Iterations).Select(iteration => iteration.Metrics.Exploration).ToList();
        if (explorations.Sum(exploration => exploration.Diverged) is > 0 and var diverged)
        {
            yield return $"{Count(diverged, "rollout")} did not reach the start state again that the expert had reached; nothing was simulated or learnt from there.";
        }

        if (explorations.Sum(exploration => exploration.Tolerated) is > 0 and var tolerated)
        {
            yield return $"{Count(tolerated, "simulation")} began in a state that was reached by texts other than the recorded ones; the environment takes them for the same state.";
        }

        if (explorations.Sum(exploration => exploration.Failed) is > 0 and var failed)
        {
            yield return $"{Count(failed, "rollout")} ended because the environment failed; nothing was learnt from that.";
        }

        var evaluations = run.Summary.Methods.SelectMany(method => method.Iterations).SelectMany(iteration => iteration.Metrics.Evaluations)
            .Concat(run.Summary.Experts.SelectMany(expert => expert.Evaluations));
        if (evaluations.Sum(evaluation => evaluation.Failed) is > 0 and var lost)
        {
            yield return $"{Count(lost, "evaluation")} of a task could not be played because the environment failed, twice; they count as lost with a return of 0 and stand as “not played” in the table.";
        }
    }

    private static IEnumerable<string> FinalNote(RunResults run) => FinalRun.Read(run) is { } final
        ? [$"These results are final: the run was logged in {final.Log} on {final.Date}."]
        : [];

    private static IEnumerable<string> GroupNotes(RunResults run) =>
        from method in run.Summary.Methods.GroupBy(method => method.Description.Name)
        let groups = method.SelectMany(seed => seed.Iterations).Select(iteration => iteration.Metrics.Learning.Groups).OfType<GroupCounts>().ToList()
        where groups.Count > 0
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{method.Key}: {groups.Sum(group => group.OfOneOutcome):N0} of {Count(groups.Sum(group => group.Count), "group")} of rollouts were of one outcome and taught nothing.");
}
