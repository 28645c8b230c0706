using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Counts what rollouts cost and came to.</summary>
internal static class RolloutCounts
{
    /// <param name="rollouts">The rollouts.</param>
    /// <param name="experts">All expert trajectories on their tasks.</param>
    /// <param name="threshold">The return from which on a trajectory is positive.</param>
    public static ExplorationMetrics Count(IReadOnlyList<Rollout> rollouts, IEnumerable<Trajectory> experts, double threshold)
    {
        var simulated = rollouts.Where(rollout => rollout.WasSimulated).ToList();
        return new ExplorationMetrics
        {
            Simulations = simulated.Count,
            Positives = simulated.Count(rollout => rollout.Trajectory.IsPositive(threshold)),
            Diverged = rollouts.Count(rollout => rollout.Trajectory.StopReason == StopReason.ReplayDiverged),
            Tolerated = simulated.Count(rollout => rollout.IsStartTolerated),
            Failed = rollouts.Count(rollout => rollout.Trajectory.StopReason.IsEnvironmentFailure),
            Stops = rollouts.Select(rollout => rollout.Trajectory.StopReason).Stops(),
            StudentSteps = rollouts.Sum(rollout => (long)rollout.StudentSteps),
            ReplayedSteps = rollouts.Sum(rollout => (long)rollout.ReplayedSteps),
            SampledTokens = rollouts.Sum(rollout => (long)rollout.SampledTokens),
            StartStates = CountStartStates(simulated, experts.Where(expert => !expert.IsPositive(threshold)), threshold),
        };
    }

    // Only on trunks of experts.
    private static ImmutableArray<StartStateCount> CountStartStates(
        List<Rollout> simulated, IEnumerable<Trajectory> failures, double threshold)
    {
        var byTask = simulated.ToLookup(rollout => rollout.Request.Start.Task);
        return
        [
            .. failures
                .GroupBy(failure => (failure.Task, failure.Policy))
                .SelectMany(runs => runs.SelectMany((failure, index) => OnTrunk(failure, byTask[failure.Task], countsInitial: index == 0)))
                .GroupBy(entry => (entry.Expert, entry.Index))
                .OrderBy(group => group.Key.Expert, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Index)
                .Select(group => new StartStateCount(
                    group.Key.Expert, group.Key.Index, group.Count(), group.Count(entry => entry.Rollout.Trajectory.IsPositive(threshold)))),
        ];
    }

    // m counts the states that were explored: where the budget thinned them out, they are not l apart.
    private static IEnumerable<(string Expert, int Index, Rollout Rollout)> OnTrunk(Trajectory failure, IEnumerable<Rollout> ofTask, bool countsInitial)
    {
        var name = Trunk.NameOf(failure);
        var own = ofTask
            .Where(rollout => rollout.Request.Start is var start && (start.IsInitial ? countsInitial : start.Trunk!.Name == name))
            .ToList();
        var steps = own.Select(rollout => rollout.Request.Start.Step).Append(0).Distinct().Order().ToList();
        return own.Select(rollout => (failure.Policy, steps.IndexOf(rollout.Request.Start.Step), rollout));
    }
}
