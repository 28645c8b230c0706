using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// RFT(k), rejection-sampling fine-tuning (Yuan et al. 2308.01825, iterated): k rollouts per task from s0; the positive ones join
/// the pool; supervised fine-tuning on the pool. Its adaptive variant [ours] tries every task once and spends the rest of the same
/// budget where EEF spends its leftover: a control with EEF's freedom and none of its expert states.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="rolloutsPerTask">k, at least 1.</param>
/// <param name="leftover">
/// What the adaptive variant does with the k − 1 further rollouts per task; <see cref="LeftoverUse.None"/>, the default, for RFT(k)
/// itself. Recovery states there are none of: that is as <see cref="LeftoverUse.Unsolved"/>.
/// </param>
/// <param name="choice">Which solutions of a task are trained on. Null for all, as the baseline does; EEF's choice isolates its effect.</param>
public sealed class RejectionSampling(
    string name, int rolloutsPerTask, ISolutionChoice? choice = null, LeftoverUse leftover = LeftoverUse.None) : IMethod
{
    private readonly ISolutionChoice _choice = choice ?? new AllSolutions();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        if (state.Rollouts.Count == 0)
        {
            return FromInitialStates(state, attempts: leftover == LeftoverUse.None ? rolloutsPerTask : 1);
        }

        var isSpent = leftover == LeftoverUse.None || state.Rollouts.Any(rollout => rollout.Request.Attempt > 0);
        var budget = (rolloutsPerTask * state.Tasks.Count) - state.Rollouts.Count;
        return isSpent ? []
            : leftover == LeftoverUse.Initial ? ExplorationPlan.Initial(state, budget)
            : ExplorationPlan.Unsolved(state, budget);
    }

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        var context = new SelectionContext([], state.Seed);
        return LearningSet.Of(
            from task in state.Tasks
            let initial = ImportantState.Initial(task)
            from solution in SolutionSelector.Choose(initial, state.Positives.SolutionsOf(task), _choice, context)
            select LossWeights.Weigh(initial, solution, []));
    }

    private static List<RolloutRequest> FromInitialStates(IterationState state, int attempts) =>
        [.. from attempt in Enumerable.Range(0, attempts)
            from task in state.Tasks
            select new RolloutRequest(StartState.Initial(task), attempt)];
}
