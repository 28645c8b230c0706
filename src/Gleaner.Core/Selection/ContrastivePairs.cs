using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>Pairs of whole trajectories of one task, of which the one with the higher return is preferred.</summary>
public static class ContrastivePairs
{
    /// <summary>ETO's pairs of an expert trajectory with a rollout from s0; none where the returns are equal.</summary>
    /// <param name="expert">The expert's.</param>
    /// <param name="rollout">The student's.</param>
    /// <param name="iteration">The rollout's iteration, from 1.</param>
    /// <param name="furtherTurns">A loser that is longer than the winner is compared up to this many turns past the winner's length.</param>
    public static IEnumerable<TrajectoryPair> Of(Trajectory expert, Rollout rollout, int iteration, int furtherTurns)
    {
        if (expert.Return == rollout.Trajectory.Return)
        {
            yield break;
        }

        var (own, theirs) = (Solution.Of(rollout, iteration), Solution.Of(expert));
        var (winner, loser) = expert.Return > rollout.Trajectory.Return ? (theirs, own) : (own, theirs);
        yield return new TrajectoryPair(
            Compared(winner, 0, winner.Trajectory.Length, WeightReason.Preferred),
            Compared(loser, 0, winner.Trajectory.Length + furtherTurns, WeightReason.Dispreferred));
    }

    /// <summary>A trajectory of which the actions from one turn on, up to another, are compared.</summary>
    /// <param name="solution">The trajectory.</param>
    /// <param name="from">The first turn that is, from 0.</param>
    /// <param name="end">The turn after the last one; may lie past the end.</param>
    /// <param name="reason">Which side it is.</param>
    public static WeightedTrajectory Compared(Solution solution, int from, int end, WeightReason reason) => new(
        ImportantState.Initial(solution.Trajectory.Task),
        solution,
        [.. Enumerable.Range(0, solution.Trajectory.Length)
            .Select(turn => turn >= from && turn < end ? new TurnWeight(1, reason) : new(0, WeightReason.NotCompared))]);
}
