using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Lets an expert play the training tasks once each and keeps its trajectories in the run.</summary>
public sealed class ExpertCollection(RunContext context)
{
    /// <summary>Collects, or reads what has been collected.</summary>
    /// <param name="expert">The expert; its name is the folder's.</param>
    /// <param name="tasks">The training tasks.</param>
    /// <param name="decoding">How its actions are drawn.</param>
    /// <param name="seed">The seed of what it draws.</param>
    /// <param name="cancellationToken">Stops; what had finished is kept.</param>
    /// <returns>
    /// One trajectory a task, in the order of the tasks, with all turns authored by the expert and with the environment's own
    /// observations.
    /// </returns>
    /// <exception cref="GleanerException">The run holds another expert's trajectories, or the environment has changed.</exception>
    public async Task<ImmutableArray<Trajectory>> CollectAsync(
        IPolicy expert, IReadOnlyList<TaskId> tasks, Decoding decoding, Seed seed, CancellationToken cancellationToken)
    {
        var folder = RunLayout.Expert(expert.Name);
        var stages = new StageFolder(context, folder);
        var stage = new RunStage(folder, StageKind.ExpertCollection, expert.Name);
        ImmutableArray<Trajectory> collected = default;
        await stages.CompleteAsync(stage, RunLayout.CollectionFile, [RunLayout.TrajectoriesFile], () => stages.DeleteJournal(RunLayout.TrajectoriesFile), metrics => metrics.ToProgress(), async () =>
        {
            var options = context.Rollouts with { Decoding = decoding, Author = Author.Expert };
            using var rollouts = new JournaledRollouts(context, stage, stages.LocateJournal(RunLayout.TrajectoriesFile), expert, options, seed);
            var requests = tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0)).ToList();
            var finished = await rollouts.RunAsync(requests, cancellationToken).ConfigureAwait(false);
            collected = [.. finished.Select(rollout => rollout.Trajectory)];
            context.Directory.Files.WriteTrajectories(stages.Locate(RunLayout.TrajectoriesFile), collected);
            return RolloutCounts.Count(finished, [], context.Environment.SuccessThreshold);
        }).ConfigureAwait(false);
        return collected.IsDefault
            ? await RestoreAsync(context, expert.Name, tasks, cancellationToken).ConfigureAwait(false)
            : collected;
    }

    /// <summary>Reads an expert's trajectories from the run.</summary>
    /// <exception cref="GleanerException">They are another expert's or on other tasks, or the environment has changed.</exception>
    internal static async Task<ImmutableArray<Trajectory>> RestoreAsync(
        RunContext context, string expert, IReadOnlyList<TaskId> tasks, CancellationToken cancellationToken)
    {
        var path = context.Directory.Resolve(RunLayout.ExpertTrajectories(expert));
        var recorded = TrajectoryJsonLines.Read(context.Directory.Files.OpenRead(path), path).ToList();
        return recorded.All(trajectory => trajectory.Policy == expert) && recorded.Select(trajectory => trajectory.Task).SequenceEqual(tasks)
            ? await context.ReplayAsync(recorded, cancellationToken).ConfigureAwait(false)
            : throw new GleanerException($"{path}: these are not the trajectories of expert '{expert}' on the {tasks.Count} training tasks.");
    }
}
