using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>The loss weights of a chosen solution (EEF §3.3; the table in docs/method.md).</summary>
public static class LossWeights
{
    /// <summary>Weighs every action of a solution for the important state that it was chosen for.</summary>
    /// <param name="state">The important state.</param>
    /// <param name="solution">A solution that passes through it.</param>
    /// <param name="verdicts">The verdicts on the actions of the expert trajectory that the solution branches off; empty if none are known.</param>
    public static WeightedTrajectory Weigh(ImportantState state, Solution solution, ImmutableArray<ActionVerdict> verdicts)
    {
        var turns = solution.Trajectory.Turns;
        var weights = ImmutableArray.CreateBuilder<TurnWeight>(turns.Length);
        for (var step = 0; step < turns.Length; step++)
        {
            weights.Add(
                turns[step].Author == Author.Student ? new(1, WeightReason.StudentAction)
                : solution.IsDemonstration ? new(1, WeightReason.Demonstration)
                : step < state.Step ? new(0, WeightReason.BeforeRecoveryState)
                : WeighExpertAction(step < verdicts.Length ? verdicts[step] : ActionVerdict.Unused));
        }

        return new WeightedTrajectory(state, solution, weights.MoveToImmutable());
    }

    private static TurnWeight WeighExpertAction(ActionVerdict verdict) => verdict switch
    {
        ActionVerdict.Harmful => new(0, WeightReason.ExpertHarmful),
        ActionVerdict.Beneficial => new(1, WeightReason.ExpertBeneficial),
        _ => new(1, WeightReason.ExpertOnPath),
    };
}
