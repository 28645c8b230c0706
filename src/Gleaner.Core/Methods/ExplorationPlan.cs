using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Randomness;
using Gleaner.Rollouts;

namespace Gleaner.Methods;

/// <summary>Which rollouts EEF simulates within its budget.</summary>
internal static class ExplorationPlan
{
    /// <summary>
    /// First s0 of every task; with it and in the waves after it the states that the policy asks for on every trunk, once each. If
    /// they would exceed the budget, a random part of them is left out.
    /// </summary>
    public static List<RolloutRequest> NextWave(IterationState state, ExploredTrunks trunks, EefOptions options, int budget)
    {
        var isFirst = state.Rollouts.Count == 0;
        var initial = isFirst ? state.Tasks.Select(StartState.Initial).ToList() : [];
        var asked = state.Rollouts.Select(rollout => rollout.Request.Start).ToLookup(start => (start.Task, start.Trunk?.Name), start => start.Step);
        var inside = (
            from task in state.Tasks
            from trunk in trunks.Of(task)
            from step in NewSteps(trunk, [.. asked[(task, trunk.Trunk.Name)]], options)
            select StartState.After(trunk.Trunk, step)).ToList();
        var seed = isFirst ? state.Seed.Derive("thin") : state.Seed.Derive("thin", state.Rollouts.Count);
        var room = budget - state.Rollouts.Count - initial.Count;
        return [.. initial.Concat(Thin(inside, room, seed)).Select(start => new RolloutRequest(start, 0))];
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

    private static IEnumerable<int> NewSteps(TrunkOutcomes trunk, ImmutableSortedSet<int> asked, EefOptions options) => options.StartStates
        .Choose(new TrunkExploration(trunk, options.ExpertStates, asked))
        .Distinct()
        .Where(step => !asked.Contains(step));

    private static List<StartState> Thin(List<StartState> states, int room, Seed seed)
    {
        if (states.Count <= room)
        {
            return states;
        }

        var order = Enumerable.Range(0, states.Count).ToArray();
        seed.ToStream().Shuffle<int>(order);
        return [.. order.Take(Math.Max(0, room)).Order().Select(index => states[index])];
    }
}
