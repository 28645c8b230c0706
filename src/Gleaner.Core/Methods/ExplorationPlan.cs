using Gleaner.Exploration;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>Which rollouts EEF simulates within its budget.</summary>
internal static class ExplorationPlan
{
    /// <summary>
    /// s0 of every task and the states of every failed expert trajectory, once each. If several experts together would exceed
    /// the budget, a random part of the expert states is left out.
    /// </summary>
    public static List<RolloutRequest> FirstWave(
        IReadOnlyList<TaskId> tasks, IReadOnlyDictionary<TaskId, List<Trajectory>> failures, int statesPerTrunk, int budget, Seed seed)
    {
        var initial = tasks.Select(StartState.Initial).ToList();
        var inside = (
            from task in tasks
            where failures.ContainsKey(task)
            from expert in failures[task]
            from step in ExpertStates.Steps(expert.Length, statesPerTrunk)
            select StartState.After(expert, step)).ToList();
        return [.. initial.Concat(Thin(inside, budget - initial.Count, seed)).Select(start => new RolloutRequest(start, 0))];
    }

    /// <summary>Further attempts, in turn from each start state in question, until the budget is spent.</summary>
    public static List<RolloutRequest> Leftover(LeftoverUse use, IterationState state, int budget)
    {
        var starts = state.Rollouts
            .Where(rollout => rollout.WasSimulated && IsInQuestion(rollout.Request.Start))
            .Select(rollout => rollout.Request.Start)
            .ToList();
        return starts.Count == 0
            ? []
            : [.. Enumerable.Range(0, Math.Max(0, budget))
                .Select(i => new RolloutRequest(starts[i % starts.Count], 1 + (i / starts.Count)))];

        bool IsInQuestion(StartState start) => use == LeftoverUse.Initial
            ? start.IsInitial
            : state.Positives.SolutionsOf(start.Task).Count == 0;
    }

    private static List<StartState> Thin(List<StartState> states, int budget, Seed seed)
    {
        if (states.Count <= budget)
        {
            return states;
        }

        var order = Enumerable.Range(0, states.Count).ToArray();
        seed.Derive("thin").ToStream().Shuffle<int>(order);
        return [.. order.Take(Math.Max(0, budget)).Order().Select(index => states[index])];
    }
}
