using System.Globalization;
using System.Runtime.InteropServices;
using Gleaner.CommandLine.Configuration;
using Gleaner.Reports.Model;

namespace Gleaner.CommandLine.Reporting;

/// <summary>Makes a report's model from a run.</summary>
internal static class ReportBuilder
{
    public static ReportModel Build(RunResults run)
    {
        var manifest = run.Summary.Manifest;
        var eef = run.Config.Methods.OfType<ExploringFailuresConfig>().Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        var studied = run.Summary.Methods.FirstOrDefault(method => eef.Contains(method.Description.Name) && method.Iterations.Length > 0);
        return new ReportModel
        {
            Title = run.Config.Name,
            Environment = run.Config.Environment.Description,
            Student = run.Config.Student.Description,
            TrainingTasks = run.Summary.Splits.TryGetValue(SplitNames.Training, out var training) ? training.Tasks.Length : null,
            Unfinished = manifest.Finished is null ? "The run is not finished: what follows is what it has so far." : null,
            Date = (manifest.Finished ?? manifest.Started).UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            Splits = [.. run.TestSplits().Select(split => new SplitInfo(split.Name, split.Tasks, SplitNames.Describe(split.Name)))],
            Measures = [.. run.Config.Environment.Measures.Select(measure => new MeasureInfo(measure.Name, measure.Meaning))],
            Methods = [.. new MethodRows(run).Create()],
            Comparisons = [.. PairedTests.Of(run, eef)],
            Tasks = studied is null ? null : TaskRows.Create(run, studied),
            Reproduction = Reproduce(run),
            Notes = [.. Notes(run)],
        };
    }

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
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static IEnumerable<string> Notes(RunResults run)
    {
        if (run.Config.Experts.Any(expert => expert.IsSimulated == true))
        {
            yield return "The experts are simulated: scripts with systematic faults, not large language models.";
        }

        foreach (var expert in run.Config.Experts)
        {
            if (run.SpendingOf(expert.Name) is { } spending)
            {
                yield return $"{expert.Name} ({spending.Model}): {spending.Describe()}";
            }
        }

        if (run.SpendingOfStudent() is { } studentSpending)
        {
            yield return $"student ({studentSpending.Model} and what it was tuned to): {studentSpending.Describe()}";
        }

        if (run.TuningOfStudent() is { } tuning)
        {
            yield return $"student: {tuning.Describe()}";
        }

        yield return run.Config.Student.Note;
        var explorations = run.Summary.Methods.SelectMany(method => method.Iterations).Select(iteration => iteration.Metrics.Exploration).ToList();
        if (explorations.Sum(exploration => exploration.Diverged) is > 0 and var diverged)
        {
            yield return $"{Count(diverged, "rollout")} did not reach the start state again that the expert had reached; nothing was simulated or learnt from there.";
        }

        if (explorations.Sum(exploration => exploration.Failed) is > 0 and var failed)
        {
            yield return $"{Count(failed, "rollout")} ended because the environment failed; nothing was learnt from that.";
        }

        var evaluations = run.Summary.Methods.SelectMany(method => method.Iterations).SelectMany(iteration => iteration.Metrics.Evaluations)
            .Concat(run.Summary.Experts.SelectMany(expert => expert.Evaluations));
        if (evaluations.Sum(evaluation => evaluation.Failed) is > 0 and var lost)
        {
            yield return $"{Count(lost, "evaluation")} of a task count as lost with a return of 0 because the environment failed.";
        }

        if (run.Seeds.Length == 1)
        {
            yield return "One seed: intervals cover the choice of test goals and not the chance in training.";
        }
    }
}
