using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>Which rollouts EEF simulates within its budget.</summary>
internal static class ExplorationPlan
{
    /// <summary>
    /// First s0 of every task; with it and in the waves after it the states that the policy asks for on every trunk, once each. If
    /// they would exceed the budget, a random part of them is left out. Where settled tasks are skipped, s0 comes alone, so that it is
    /// known which they are.
    /// </summary>
    public static List<RolloutRequest> NextWave(IterationState state, ExploredTrunks trunks, EefOptions options, int budget)
    {
        var isFirst = state.Rollouts.Count == 0;
        var initial = isFirst ? state.Tasks.Select(StartState.Initial).ToList() : [];
        var asked = state.Rollouts.Select(rollout => rollout.Request.Start).ToLookup(start => (start.Task, start.Trunk?.Name), start => start.Step);
        var inside = (
            from task in state.Tasks
            where !options.SkipSettledTasks || (!isFirst && !state.IsSolved(task))
            from trunk in trunks.Of(task)
            from step in NewSteps(trunk, [.. asked[(task, trunk.Trunk.Name)]], options)
            select StartState.After(trunk.Trunk, step)).ToList();
        var seed = isFirst ? state.Seed.Derive("thin") : state.Seed.Derive("thin", state.Rollouts.Count);
        var room = budget - state.Rollouts.Count - initial.Count;
        return [.. initial.Concat(Thin(inside, room, seed)).Select(start => new RolloutRequest(start, 0))];
    }

    /// <summary>Further attempts, in turn from each start state in question, until the budget is spent.</summary>
    public static List<RolloutRequest> Leftover(LeftoverUse use, IterationState state, ExploredTrunks trunks, int budget) => use switch
    {
        LeftoverUse.Recovery when RecoveryStates(state, trunks) is { Count: > 0 } starts => InTurn(starts, budget),
        LeftoverUse.Initial => Initial(state, budget),
        _ => Unsolved(state, budget),
    };

    /// <summary>Further attempts, in turn from each start state of the iteration whose task has no solution, until the budget is spent.</summary>
    public static List<RolloutRequest> Unsolved(IterationState state, int budget) =>
        InTurn(Tried(state, start => !state.IsSolved(start.Task)), budget);

    /// <summary>Further attempts, in turn from s0 of each task, until the budget is spent.</summary>
    public static List<RolloutRequest> Initial(IterationState state, int budget) => InTurn(Tried(state, start => start.IsInitial), budget);

    private static List<StartState> Tried(IterationState state, Func<StartState, bool> isInQuestion) => [.. state.Rollouts
        .Where(rollout => rollout.WasSimulated && isInQuestion(rollout.Request.Start))
        .Select(rollout => rollout.Request.Start)];

    private static List<StartState> RecoveryStates(IterationState state, ExploredTrunks trunks) =>
    [
        .. from task in state.Tasks
           from recovery in trunks.RecoveryStates(task)
           let important = new ImportantState(task, recovery.Trunk.Name, recovery.Step)
           where !state.Positives.SolutionsOf(task).Any(solution => solution.PassesThrough(important))
           select StartState.After(recovery.Trunk, recovery.Step),
    ];

    private static List<RolloutRequest> InTurn(List<StartState> starts, int budget) => starts.Count == 0
        ? []
        : [.. Enumerable.Range(0, Math.Max(0, budget)).Select(i => new RolloutRequest(starts[i % starts.Count], 1 + (i / starts.Count)))];

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
