using Gleaner.Exploration;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>
/// Preference pairs of harmful expert actions. [ours] EEF leaves out actions between a succeeding state and a failing one. A pair says more:
/// from the same prefix, the action with which the student won is preferred to the expert's. It is the first action in which both
/// differ; one action alone on either side carries weight, as in step-wise DPO (Lai et al. 2024, arXiv 2406.18629).
/// </summary>
public static class HarmPairs
{
    /// <summary>The pairs of a trunk: for each harmful segment one for each different action that won.</summary>
    /// <param name="trunk">v(s) along a failed expert trajectory.</param>
    /// <param name="solutions">The solutions of its task.</param>
    public static IEnumerable<TrajectoryPair> Of(TrunkOutcomes trunk, IEnumerable<Solution> solutions)
    {
        var expert = trunk.Trunk.Trajectory;
        var candidates = solutions.Where(solution => !solution.IsDemonstration).ToList();
        return
            from segment in trunk.Changes()
            where segment.IsHarmful && expert.Turns[segment.Start].Author == Author.Expert
            from pair in candidates
                .Where(solution => StartsAt(solution, trunk, segment.Start))
                .Select(solution => (Solution: solution, Step: FirstDifference(solution.Trajectory, expert, segment)))
                .Where(candidate => candidate.Step < segment.End)
                .DistinctBy(candidate => (candidate.Step, candidate.Solution.Trajectory.Turns[candidate.Step].Action))
            select new TrajectoryPair(
                OneAction(pair.Solution, pair.Step, WeightReason.Preferred), OneAction(Solution.Of(expert), pair.Step, WeightReason.Dispreferred));
    }

    private static bool StartsAt(Solution solution, TrunkOutcomes trunk, int step) =>
        solution.Start.Step == step && (step == 0 || solution.Start.Trunk?.Name == trunk.Trunk.Name);

    // From a difference in what was seen on, the prefixes are no longer the same.
    private static int FirstDifference(Trajectory winner, Trajectory expert, TrunkSegment segment)
    {
        for (var step = segment.Start; step < segment.End && step < winner.Length; step++)
        {
            if (winner.Turns[step].Observation != expert.Turns[step].Observation)
            {
                break;
            }

            if (winner.Turns[step].Action != expert.Turns[step].Action)
            {
                return step;
            }
        }

        return segment.End;
    }

    private static WeightedTrajectory OneAction(Solution solution, int step, WeightReason reason) => new(
        ImportantState.Initial(solution.Trajectory.Task),
        solution,
        [.. Enumerable.Range(0, solution.Trajectory.Length).Select(turn => turn == step ? new TurnWeight(1, reason) : new(0, WeightReason.NotCompared))]);
}
