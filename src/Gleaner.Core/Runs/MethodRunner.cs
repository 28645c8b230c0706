using System.Collections.Immutable;
using Gleaner.Selection;
using Gleaner.Tasks;

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
        var positives = new PositiveRepository(run.Experts, context.Environment.SuccessThreshold);
        var iterations = ImmutableArray.CreateBuilder<IterationMetrics>(run.Iterations);
        for (var number = 1; number <= run.Iterations; number++)
        {
            var before = iterations.Count > 0 ? iterations[^1].Cumulative : default;
            iterations.Add(
                await ReadFinishedAsync(run, number, positives, cancellationToken).ConfigureAwait(false)
                ?? await new IterationRunner(context, run, number, positives).RunAsync(before, cancellationToken).ConfigureAwait(false));
        }

        return iterations.MoveToImmutable();
    }

    private async Task<IterationMetrics?> ReadFinishedAsync(
        MethodRun run, int number, PositiveRepository positives, CancellationToken cancellationToken)
    {
        var stages = new StageFolder(context, RunLayout.Iteration(run.Folder, number));
        if (!stages.IsFinished(RunLayout.MetricsFile))
        {
            return null;
        }

        // Only a later iteration needs this one's solutions again.
        if (number < run.Iterations)
        {
            var threshold = context.Environment.SuccessThreshold;
            var recorded = new RecordedRollouts(context, run);
            foreach (var rollout in await recorded.ReadAsync(number, record => record.Return >= threshold, cancellationToken).ConfigureAwait(false))
            {
                positives.Add(rollout, number);
            }
        }

        return stages.Read<IterationMetrics>(RunLayout.MetricsFile);
    }

    private static void RequireSoundTasks(MethodRun run)
    {
        // Test splits may overlap each other: one may be the hard part of another.
        TaskSplit[] own = run.Dev is { } dev ? [run.Training, dev] : [run.Training];
        Splits.AssertDisjoint(own);
        foreach (var test in run.Tests)
        {
            Splits.AssertDisjoint([.. own, test]);
        }

        var twice = run.Experts.GroupBy(expert => (expert.Task, expert.Policy)).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new GleanerException(
                $"Expert '{twice.Key.Policy}' has {twice.Count()} trajectories on {twice.Key.Task}; give them different names, or keep one.");
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
    }
}
