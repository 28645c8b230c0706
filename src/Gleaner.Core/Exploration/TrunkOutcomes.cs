using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Exploration;

/// <summary>v(s) along one failed expert trajectory, in one iteration.</summary>
/// <param name="Expert">The trunk: the failed expert trajectory.</param>
/// <param name="States">The explored states by step, s0 first; states that nothing was simulated from are left out.</param>
public sealed record TrunkOutcomes(Trajectory Expert, ImmutableArray<StateOutcome> States)
{
    /// <summary>Collects the outcomes of a trunk from an iteration's rollouts of the same task.</summary>
    public static TrunkOutcomes Of(Trajectory expert, IEnumerable<Rollout> rolloutsOfTask, double successThreshold) => Of(
        expert,
        rolloutsOfTask
            .Where(rollout => rollout.WasSimulated
                && (rollout.Request.Start.IsInitial || rollout.Request.Start.Expert!.Policy == expert.Policy))
            .Select(rollout => (rollout.PrefixLength, rollout.Trajectory.IsPositive(successThreshold))));

    /// <summary>Collects the outcomes of a trunk from the results of simulations on it.</summary>
    /// <param name="expert">The trunk.</param>
    /// <param name="simulations">The number of expert actions before the start of each simulation, and whether it was positive.</param>
    public static TrunkOutcomes Of(Trajectory expert, IEnumerable<(int Step, bool IsPositive)> simulations) => new(
        expert,
        [.. simulations
            .GroupBy(simulation => simulation.Step)
            .OrderBy(group => group.Key)
            .Select(group => new StateOutcome(group.Key, group.Count(), group.Count(simulation => simulation.IsPositive)))]);

    /// <summary>
    /// The recovery states: explored states from which the student failed though it succeeded from the one before. The
    /// expert's actions in between did harm, and the student must learn to recover from them (EEF §3.2).
    /// </summary>
    public IEnumerable<int> RecoverySteps()
    {
        for (var i = 1; i < States.Length; i++)
        {
            if (States[i - 1].IsSuccess && !States[i].IsSuccess)
            {
                yield return States[i].Step;
            }
        }
    }
}
