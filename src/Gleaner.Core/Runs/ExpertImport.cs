using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Takes an expert's trajectories that were recorded elsewhere into a run.</summary>
public sealed class ExpertImport(RunContext context)
{
    /// <summary>Keeps the trajectories, or reads what has been kept.</summary>
    /// <param name="expert">The expert's name in the run.</param>
    /// <param name="recorded">The trajectories, on a task any number; the policy and the authors in them are of no account.</param>
    /// <param name="cancellationToken">Stops; nothing is kept then.</param>
    /// <returns>The trajectories under the expert's name; where observations are more than text, with the environment's own.</returns>
    /// <exception cref="GleanerException">The environment shows something else than was recorded, or the run holds other trajectories.</exception>
    public async Task<ImmutableArray<Trajectory>> ImportAsync(
        string expert, IReadOnlyList<Trajectory> recorded, CancellationToken cancellationToken)
    {
        var folder = RunLayout.Expert(expert);
        var stages = new StageFolder(context, folder);
        var stage = new RunStage(folder, StageKind.ExpertCollection, expert);
        ImmutableArray<Trajectory> named = [.. recorded.Select(trajectory => trajectory with
        {
            Policy = expert,
            Turns = [.. trajectory.Turns.Select(turn => turn with { Author = Author.Expert })],
        }).Numbered()];
        ImmutableArray<Trajectory> imported = default;
        await stages.CompleteAsync(stage, RunLayout.CollectionFile, [RunLayout.TrajectoriesFile], null, metrics => metrics.ToProgress(), async () =>
        {
            imported = await context.ReplayAsync(named, cancellationToken).ConfigureAwait(false);
            context.Directory.Files.WriteTrajectories(stages.Locate(RunLayout.TrajectoriesFile), imported);
            return RolloutCounts.Count(Rollouts(imported), [], context.Environment.SuccessThreshold);
        }).ConfigureAwait(false);
        return imported.IsDefault
            ? await ExpertCollection.RestoreAsync(context, expert, [.. named.Select(trajectory => trajectory.Task)], cancellationToken).ConfigureAwait(false)
            : imported;
    }

    /// <summary>Keeps the expert's results on a split, or reads what has been kept.</summary>
    /// <param name="expert">The expert's name in the run.</param>
    /// <param name="split">The split.</param>
    /// <param name="recorded">One trajectory for each task of the split, in its order.</param>
    /// <exception cref="ArgumentException">The trajectories are of other tasks.</exception>
    public Task<SplitEvaluation> ImportEvaluationAsync(string expert, TaskSplit split, IReadOnlyList<Trajectory> recorded)
    {
        if (!recorded.Select(trajectory => trajectory.Task).SequenceEqual(split.Tasks))
        {
            throw new ArgumentException($"These are not the tasks of split '{split.Name}'.", nameof(recorded));
        }

        var folder = RunLayout.Expert(expert);
        var stages = new StageFolder(context, folder);
        return stages.CompleteAsync(
            new RunStage(folder, StageKind.Evaluation, split.Name),
            Path.GetFileName(RunLayout.Evaluation(folder, split.Name)),
            [],
            null,
            result => result.ToProgress(),
            () => Task.FromResult(SplitEvaluation.Of(split, Rollouts(recorded), context.Environment)));
    }

    private static List<Rollout> Rollouts(IEnumerable<Trajectory> trajectories) =>
        [.. trajectories.Select(trajectory => new Rollout(new RolloutRequest(StartState.Initial(trajectory.Task), 0), trajectory))];
}
