using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>The trunks that EEF explores in an iteration, with v(s) along them as far as it is known.</summary>
internal sealed class ExploredTrunks
{
    private readonly ILookup<TaskId, TrunkOutcomes> _explored;
    private readonly ILookup<TaskId, TrunkOutcomes> _earlier;

    /// <param name="state">What is known in the iteration.</param>
    /// <param name="experts">The names of the experts whose failures are explored.</param>
    /// <param name="options">EEF's options.</param>
    public ExploredTrunks(IterationState state, IReadOnlyCollection<string> experts, EefOptions options)
    {
        var failures = state.Experts
            .Where(expert => experts.Contains(expert.Policy) && !expert.IsPositive(state.SuccessThreshold))
            .Select(Trunk.Of);
        var own = options.ExploreOwnFailures ? OwnTrunks(state).ToList() : [];
        var outcomes = state.Outcomes.ToLookup(outcome => outcome.Task);
        _explored = failures
            .Concat(own.Where(trunk => trunk.ExploredIn == state.Number).Select(trunk => trunk.Trunk))
            .Select(trunk => TrunkOutcomes.Of(trunk, outcomes[trunk.Task], options.VerdictRule))
            .ToLookup(trunk => trunk.Trunk.Task);

        // A solution found on an own trunk stays in D⁺, while the trunk itself is explored in one iteration alone.
        var earlier = state.Earlier.ToDictionary(iteration => iteration.Number, iteration => iteration.Outcomes.ToLookup(outcome => outcome.Task));
        _earlier = own
            .Where(trunk => trunk.ExploredIn < state.Number)
            .Select(trunk => TrunkOutcomes.Of(trunk.Trunk, earlier[trunk.ExploredIn][trunk.Trunk.Task], options.VerdictRule))
            .ToLookup(trunk => trunk.Trunk.Task);
    }

    /// <summary>All of this iteration: experts' first, in the order of their trajectories.</summary>
    public IEnumerable<TrunkOutcomes> All => _explored.SelectMany(trunks => trunks);

    /// <summary>Those of a task that are explored in this iteration.</summary>
    public IEnumerable<TrunkOutcomes> Of(TaskId task) => _explored[task];

    /// <summary>Those of a task that solutions may branch off: also the student's own that were explored in earlier iterations.</summary>
    public ImmutableArray<TrunkOutcomes> AllOf(TaskId task) => [.. _explored[task], .. _earlier[task]];

    // On each task and of each earlier iteration the first failed rollout from s0 where none succeeded: explored in the next one.
    private static IEnumerable<(Trunk Trunk, int ExploredIn)> OwnTrunks(IterationState state)
    {
        var solved = (
            from iteration in state.Earlier
            from outcome in iteration.Outcomes
            where outcome.Step == 0 && outcome.IsPositive
            select (iteration.Number, outcome.Task)).ToHashSet();
        return state.OwnFailures
            .Where(failure => failure.Rollout.Request.Start.IsInitial && !solved.Contains((failure.Iteration, failure.Rollout.Trajectory.Task)))
            .DistinctBy(failure => (failure.Iteration, failure.Rollout.Trajectory.Task))
            .Select(failure => (failure.Trunk, failure.Iteration + 1));
    }
}
