using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>The loss weights of a chosen solution (EEF §3.3; the table in docs/method.md).</summary>
public static class LossWeights
{
    /// <summary>Weighs every action of a solution for the important state that it was chosen for.</summary>
    /// <param name="state">The important state.</param>
    /// <param name="solution">A solution that passes through it.</param>
    /// <param name="verdicts">The verdicts on the actions of the trunk that the solution branches off; empty if none are known.</param>
    public static WeightedTrajectory Weigh(ImportantState state, Solution solution, ImmutableArray<ActionVerdict> verdicts)
    {
        var turns = solution.Trajectory.Turns;
        var weights = ImmutableArray.CreateBuilder<TurnWeight>(turns.Length);
        for (var step = 0; step < turns.Length; step++)
        {
            weights.Add(
                step < state.Step ? new(0, WeightReason.BeforeRecoveryState)
                : step < solution.Start.Step ? WeighTrunkAction(turns[step].Author, step < verdicts.Length ? verdicts[step] : ActionVerdict.Unused)
                : turns[step].Author == Author.Student ? new(1, WeightReason.StudentAction)
                : new(1, WeightReason.Demonstration));
        }

        return new WeightedTrajectory(state, solution, weights.MoveToImmutable());
    }

    private static TurnWeight WeighTrunkAction(Author author, ActionVerdict verdict) => (author, verdict) switch
    {
        (Author.Expert, ActionVerdict.Harmful) => new(0, WeightReason.ExpertHarmful),
        (Author.Expert, ActionVerdict.Beneficial) => new(1, WeightReason.ExpertBeneficial),
        (Author.Expert, _) => new(1, WeightReason.ExpertOnPath),
        (_, ActionVerdict.Harmful) => new(0, WeightReason.EarlierHarmful),
        (_, ActionVerdict.Beneficial) => new(1, WeightReason.EarlierBeneficial),
        _ => new(1, WeightReason.EarlierOnPath),
    };
}
