using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Evaluates a policy on splits and keeps results and rollouts in the run.</summary>
public sealed class EvaluationStage(RunContext context)
{
    /// <summary>Evaluates on those splits that the folder holds no result for.</summary>
    /// <param name="folder">The stage's folder in the run, for example <c>experts/careful</c>.</param>
    /// <param name="policy">The policy, asked for greedy decisions.</param>
    /// <param name="author">Who the policy is.</param>
    /// <param name="splits">The splits.</param>
    /// <param name="cancellationToken">Stops; what had finished is kept.</param>
    /// <returns>One result a split, in the same order.</returns>
    /// <exception cref="GleanerException">The folder holds a result for other tasks.</exception>
    public async Task<ImmutableArray<SplitEvaluation>> RunAsync(
        string folder, IPolicy policy, Author author, IReadOnlyList<TaskSplit> splits, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<SplitEvaluation>(splits.Count);
        foreach (var split in splits)
        {
            results.Add(await RunAsync(folder, policy, author, split, cancellationToken).ConfigureAwait(false));
        }

        return results.MoveToImmutable();
    }

    /// <summary>Lets a policy play the tasks of splits several times at a temperature, and adds what came of it to its results.</summary>
    /// <param name="folder">The stage's folder in the run.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="author">Who the policy is.</param>
    /// <param name="splits">The splits.</param>
    /// <param name="repeats">How often and how.</param>
    /// <param name="seed">The seed of the rollouts.</param>
    /// <param name="results">The results of the greedy evaluation; those of other splits stay as they are.</param>
    /// <param name="cancellationToken">Stops; what had finished is kept.</param>
    public async Task<ImmutableArray<SplitEvaluation>> RepeatAsync(
        string folder,
        IPolicy policy,
        Author author,
        IReadOnlyList<TaskSplit> splits,
        RepeatedEvaluation repeats,
        Seed seed,
        ImmutableArray<SplitEvaluation> results,
        CancellationToken cancellationToken)
    {
        foreach (var split in splits)
        {
            var trials = await RepeatAsync(folder, policy, author, split, repeats, seed, cancellationToken).ConfigureAwait(false);
            results = [.. results.Select(result => result.Split == split.Name ? result with { Repeated = trials } : result)];
        }

        return results;
    }

    private Task<RepeatedTrials> RepeatAsync(
        string folder, IPolicy policy, Author author, TaskSplit split, RepeatedEvaluation repeats, Seed seed, CancellationToken cancellationToken)
    {
        var stages = new StageFolder(context, folder);
        var stage = new RunStage(folder, StageKind.Evaluation, split.Name);
        var resultFile = Path.GetFileName(RunLayout.Repeats(folder, split.Name));
        var recordsFile = Path.ChangeExtension(resultFile, ".jsonl");
        return stages.CompleteAsync(stage, resultFile, [recordsFile], () => stages.DeleteJournal(recordsFile), ToProgress, async () =>
        {
            var options = context.Rollouts with { Decoding = new Decoding(repeats.Temperature), Author = author };
            using var rollouts = new JournaledRollouts(context, stage, stages.LocateJournal(recordsFile), policy, options, seed.Derive(split.Name));
            var finished = await rollouts.RunWithRetryAsync(SplitEvaluation.Requests(split, repeats.Rollouts), cancellationToken).ConfigureAwait(false);
            context.Directory.Files.WriteLines(stages.Locate(recordsFile), finished.Select(context.Record));
            return new RepeatedTrials(
                repeats.Rollouts,
                repeats.Temperature,
                [.. finished.Chunk(repeats.Rollouts).Select(task => task.Count(rollout => rollout.Trajectory.IsPositive(context.Environment.SuccessThreshold)))]);
        });

        static StageProgress ToProgress(RepeatedTrials trials) =>
            new(trials.Rollouts * trials.Wins.Length, trials.Rollouts * trials.Wins.Length) { Positives = trials.Wins.Sum() };
    }

    private async Task<SplitEvaluation> RunAsync(
        string folder, IPolicy policy, Author author, TaskSplit split, CancellationToken cancellationToken)
    {
        var stages = new StageFolder(context, folder);
        var stage = new RunStage(folder, StageKind.Evaluation, split.Name);
        var resultFile = Path.GetFileName(RunLayout.Evaluation(folder, split.Name));
        var recordsFile = Path.ChangeExtension(resultFile, ".jsonl");
        var result = await stages.CompleteAsync(stage, resultFile, [recordsFile], () => stages.DeleteJournal(recordsFile), found => found.ToProgress(), async () =>
        {
            var options = context.Rollouts with { Decoding = Decoding.Greedy, Author = author };
            // A greedy policy draws nothing, so one seed is as good as another.
            using var rollouts = new JournaledRollouts(context, stage, stages.LocateJournal(recordsFile), policy, options, default);
            var finished = await rollouts.RunWithRetryAsync(SplitEvaluation.Requests(split), cancellationToken).ConfigureAwait(false);
            context.Directory.Files.WriteLines(stages.Locate(recordsFile), finished.Select(context.Record));
            return SplitEvaluation.Of(split, finished, context.Environment);
        }).ConfigureAwait(false);
        return result.SplitHash == split.Hash
            ? result
            : throw new GleanerException($"{stages.Locate(resultFile)}: this is the result of a different split '{split.Name}'.");
    }
}
