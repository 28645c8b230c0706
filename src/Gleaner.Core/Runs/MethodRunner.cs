using System.Collections.Immutable;
using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>
/// Runs a method for some iterations; resumes where a killed process stopped and ends with the same numbers. An iteration in
/// which exploration leaves nothing to learn from keeps the student as it is.
/// </summary>
public sealed class MethodRunner(RunContext context)
{
    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="run">The method and what it is run with.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <returns>The metrics of all iterations.</returns>
    /// <exception cref="GleanerException">
    /// A method that does not explore has no positive expert trajectory to learn from; splits overlap; or a file of the run is
    /// damaged or of another method.
    /// </exception>
    public async Task<ImmutableArray<IterationMetrics>> RunAsync(MethodRun run, CancellationToken cancellationToken)
    {
        RequireSoundTasks(run);
        Describe(run);
        var recorded = new RecordedRollouts(context.Environment, run.Experts, run.Prototype.Name, number => ReadRecords(run, number));
        var memory = MethodMemory.Of(run, context.Environment.SuccessThreshold);
        var iterations = ImmutableArray.CreateBuilder<IterationMetrics>(run.Iterations);
        for (var number = 1; number <= run.Iterations; number++)
        {
            var stages = new StageFolder(context, RunLayout.Iteration(run.Folder, number));
            if (stages.IsFinished(RunLayout.MetricsFile))
            {
                // Checked first. Only a later iteration needs to know again what this one found.
                iterations.Add(stages.Read<IterationMetrics>(RunLayout.MetricsFile));
                memory = number == run.Iterations
                    ? memory
                    : await RememberAsync(memory, run, recorded, number, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var before = iterations.Count > 0 ? iterations[^1].Cumulative : default;
            var runner = new IterationRunner(context, run, number, memory, recorded);
            (var metrics, memory) = await runner.RunAsync(before, cancellationToken).ConfigureAwait(false);
            iterations.Add(metrics);
        }

        return iterations.MoveToImmutable();
    }

    private async Task<MethodMemory> RememberAsync(
        MethodMemory memory, MethodRun run, RecordedRollouts recorded, int number, CancellationToken cancellationToken)
    {
        var threshold = context.Environment.SuccessThreshold;
        var outcomes = recorded.Records(number).Where(record => record.WasSimulated).Select(record => record.ToOutcome(threshold));
        var rollouts = await recorded
            .ReadAsync(number, record => MethodMemory.Needs(run, record, threshold), context.ReplayWorkers, cancellationToken)
            .ConfigureAwait(false);
        return memory.After(run, new EarlierIteration(number, [.. outcomes]), rollouts, threshold);
    }

    private ImmutableArray<RolloutRecord> ReadRecords(MethodRun run, int number) => context.Directory.Files.ReadLines<RolloutRecord>(
        context.Directory.Resolve($"{RunLayout.Iteration(run.Folder, number)}/{RunLayout.RolloutsFile}"));

    private static void RequireSoundTasks(MethodRun run)
    {
        // Test splits may overlap each other: one may be the hard part of another.
        TaskSplit[] own = run.Dev is { } dev ? [run.Training, dev] : [run.Training];
        Splits.AssertDisjoint(own);
        foreach (var test in run.Tests)
        {
            Splits.AssertDisjoint([.. own, test]);
        }

        var twice = run.Experts.GroupBy(expert => (expert.Task, Name: Trunk.NameOf(expert))).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new GleanerException(
                $"{twice.Count()} expert trajectories on {twice.Key.Task} are named '{twice.Key.Name}'; number the runs of an expert by {nameof(TrajectoryRuns)}.{nameof(TrajectoryRuns.Numbered)}, or keep one.");
        }
    }

    private void Describe(MethodRun run)
    {
        var path = context.Directory.Resolve($"{run.Folder}/{RunLayout.MethodFile}");
        var description = MethodDescription.Of(run, context.Environment.SuccessThreshold);
        if (!context.Directory.Files.Exists(path))
        {
            context.Directory.Files.WriteJson(path, description);
        }
        else if (!context.Directory.Files.ReadJson<MethodDescription>(path).IsSameAs(description))
        {
            throw new GleanerException(
                $"{path}: the folder belongs to another method or to other settings. Give methods names that differ in letters and digits.");
        }

        context.Directory.Keep($"{run.Folder}/{RunLayout.MethodFile}");
    }
}
