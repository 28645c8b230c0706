using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>A token of a training sequence.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text; null where nothing says it.</param>
/// <param name="Weight">The loss weight of predicting it.</param>
/// <param name="IsUntrainedStop">Whether it ends an action that is learnt, and is not learnt itself: the student never learns to stop there.</param>
internal readonly record struct TokenCell(int Id, string? Text, float Weight, bool IsUntrainedStop);

/// <summary>The sequence that the student is trained on for a rollout: ids, texts, loss weights.</summary>
internal sealed record TokensModel
{
    /// <summary>Tokens that one page shows.</summary>
    public const int MostTokens = 6_000;

    public required RolloutModel Rollout { get; init; }

    /// <summary>Which of the rollout's examples it is, from 0.</summary>
    public required int Example { get; init; }

    /// <summary>The tokens, or the first of them.</summary>
    public IReadOnlyList<TokenCell> Tokens { get; init; } = [];

    /// <summary>All tokens, those that are learnt, the sum of their weights, and stop tokens that are not learnt though their actions are.</summary>
    public (int All, int Learnt, double Weight, int UntrainedStops) Sums { get; init; }

    /// <summary>Why there is no sequence; null if there is.</summary>
    public string? Problem { get; init; }

    public bool IsPending { get; init; }

    public static async Task<TokensModel> BuildAsync(ViewedRun run, RolloutRow row, int number, TimeProvider time, CancellationToken cancellationToken)
    {
        var rollout = await RolloutModel.BuildAsync(run, row, time, cancellationToken).ConfigureAwait(false);
        var model = new TokensModel { Rollout = rollout, Example = Math.Clamp(number, 0, Math.Max(0, rollout.Examples.Count - 1)) };
        if (rollout.Examples.Count == 0)
        {
            return model with { Problem = "Nothing was learnt from this rollout, so there is no training sequence of it." };
        }

        if (rollout.Played.Problem is { } problem)
        {
            return model with { Problem = problem, IsPending = rollout.Played.Observations == ObservationSource.Opening };
        }

        try
        {
            if (await run.Player.RendererAsync(time, cancellationToken).ConfigureAwait(false) is not { } renderer)
            {
                return run.Player.IsOpening
                    ? model with { Problem = "The student's vocabulary is being made; the tokens follow.", IsPending = true }
                    : model with { Problem = "The run's student has no tokens of its own." };
            }

            var trajectory = row.Kind == RolloutKind.Expert
                ? await run.Player.WithObservationsAsync(rollout.Played.Trajectory, cancellationToken).ConfigureAwait(false)
                : rollout.Played.Trajectory;
            return model.With(trajectory, rollout.Examples[model.Example].Example, renderer);
        }
        catch (GleanerException exception)
        {
            return model with { Problem = exception.Message };
        }
    }

    private TokensModel With(Trajectory trajectory, WeightedExample example, ISequenceRenderer renderer)
    {
        if (example.Actions.Length != trajectory.Length)
        {
            return this with { Problem = "The example has other actions than the rollout; the run is damaged." };
        }

        var sequence = renderer.Render(new WeightedTrajectory(
            new ImportantState(example.Task, example.StateTrunk, example.StateStep),
            new Solution(trajectory, StartState.Initial(example.Task), example.FoundIn, 0),
            [.. example.Actions.Select(action => new TurnWeight(action.Weight, action.Reason))]));
        var stops = UntrainedStops(sequence, trajectory, example);
        return this with
        {
            Tokens = [.. sequence.Ids.Take(MostTokens).Select((id, i) => new TokenCell(id, renderer.TextOf(id), sequence.Weights[i], stops.Contains(i)))],
            Sums = (sequence.Ids.Length, sequence.Weights.Count(weight => weight > 0), sequence.Weights.Sum(weight => (double)weight), stops.Count),
        };
    }

    // Where actions were sampled, their ids stand in the sequence as they are: the last of them says that the action ends.
    private static HashSet<int> UntrainedStops(RenderedSequence sequence, Trajectory trajectory, WeightedExample example)
    {
        var stops = new HashSet<int>();
        var from = 0;
        for (var i = 0; i < trajectory.Length; i++)
        {
            if (trajectory.Turns[i].Tokens is not { Ids: { Length: > 0 } ids })
            {
                continue;
            }

            var found = sequence.Ids.AsSpan()[from..].IndexOf(ids.AsSpan());
            if (found < 0)
            {
                continue;
            }

            from += found + ids.Length;
            if (example.Actions[i].Weight > 0 && sequence.Weights[from - 1] <= 0)
            {
                stops.Add(from - 1);
            }
        }

        return stops;
    }
}
