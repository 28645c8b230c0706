using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>
/// Takes an expert's trajectories that were recorded elsewhere into a run. One that the environment does not show as recorded is refused alone:
/// its states cannot be trusted as start states, the others' can.
/// </summary>
public sealed class ExpertImport(RunContext context)
{
    /// <summary>The largest share of an expert's trajectories that may be refused: if more do not replay, the environment or its data is another one.</summary>
    public const double MaxRefusedShare = 0.5;

    private const int MaxExamples = 3;

    /// <summary>Keeps the trajectories, or reads what has been kept.</summary>
    /// <param name="expert">The expert's name in the run.</param>
    /// <param name="recorded">The trajectories, on a task any number; the policy and the authors in them are of no account.</param>
    /// <param name="strict">Whether one trajectory that does not replay is one too many.</param>
    /// <param name="cancellationToken">Stops; nothing is kept then.</param>
    /// <returns>The trajectories that replay, under the expert's name; where observations are more than text, with the environment's own.</returns>
    /// <exception cref="GleanerException">
    /// More than <see cref="MaxRefusedShare"/> of the trajectories do not replay (with <paramref name="strict"/>: any), or the run holds other trajectories.
    /// </exception>
    public async Task<ImmutableArray<Trajectory>> ImportAsync(
        string expert, IReadOnlyList<Trajectory> recorded, bool strict, CancellationToken cancellationToken)
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
        await stages.CompleteAsync(stage, RunLayout.CollectionFile, [RunLayout.TrajectoriesFile, RunLayout.RefusalsFile], null, metrics => metrics.ToProgress(), async () =>
        {
            var outcomes = await context.TryReplayAsync(named, cancellationToken).ConfigureAwait(false);
            ImmutableArray<RefusedRecording> refused =
            [
                .. outcomes.Index().Where(outcome => outcome.Item.Played is null).Select(outcome => new RefusedRecording(
                    outcome.Index + 1, named[outcome.Index].Task, named[outcome.Index].Run, outcome.Item.Step, outcome.Item.Difference!)),
            ];
            RequireEnough(expert, named.Length, refused, strict);
            imported = [.. outcomes.Select(outcome => outcome.Played).OfType<Trajectory>().Numbered()];
            var refusals = stages.Locate(RunLayout.RefusalsFile);
            if (refused.Length > 0)
            {
                context.Directory.Files.WriteLines(refusals, refused);
            }
            else if (context.Directory.Files.Exists(refusals))
            {
                context.Directory.Files.Delete(refusals);
            }

            context.Directory.Files.WriteTrajectories(stages.Locate(RunLayout.TrajectoriesFile), imported);
            return RolloutCounts.Count(Rollouts(imported), [], context.Environment.SuccessThreshold) with { Refused = refused.Length };
        }).ConfigureAwait(false);
        return imported.IsDefault
            ? await ExpertCollection.RestoreAsync(context, expert, [.. Kept(stages, named.Length).Select(index => named[index].Task)], cancellationToken).ConfigureAwait(false)
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

    private void RequireEnough(string expert, int count, ImmutableArray<RefusedRecording> refused, bool strict)
    {
        if (refused.IsEmpty)
        {
            return;
        }

        var agree = count - refused.Length;
        var lines = new List<string>
        {
            FormattableString.Invariant($"Expert '{expert}': {refused.Length} of its {count} recorded runs do not replay in this environment; {agree} do."),
        };
        lines.AddRange(refused.Take(MaxExamples).Select(refusal => $"  {refusal}"));
        if (refused.Length > MaxExamples)
        {
            lines.Add(FormattableString.Invariant($"  and {refused.Length - MaxExamples} more"));
        }

        var place = RunLayout.ExpertRefusals(expert);
        if (strict || agree == 0 || refused.Length > MaxRefusedShare * count)
        {
            lines.Add(strict && agree > 0
                ? "'strict' asks for all of them. They were recorded with other data or another version of the environment; record them again, or set 'strict' to false to leave them out."
                : FormattableString.Invariant($"More than {MaxRefusedShare:P0} cannot be left out: the recording was made with other data or another version of the environment; record it again."));
            throw new GleanerException(string.Join('\n', lines));
        }

        lines.Add($"They are left out ({place}); the experiment uses the others.");
        context.Warn(string.Join('\n', lines));
    }

    // The positions of the trajectories that were not refused when the stage was finished.
    private IEnumerable<int> Kept(StageFolder stages, int count)
    {
        var path = stages.Locate(RunLayout.RefusalsFile);
        var refused = context.Directory.Files.Exists(path)
            ? context.Directory.Files.ReadLines<RefusedRecording>(path).Select(refusal => refusal.Number - 1).ToHashSet()
            : [];
        return Enumerable.Range(0, count).Where(index => !refused.Contains(index));
    }

    private static List<Rollout> Rollouts(IEnumerable<Trajectory> trajectories) =>
        [.. trajectories.Select(trajectory => new Rollout(new RolloutRequest(StartState.Initial(trajectory.Task), 0), trajectory))];
}
