using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// RFT(k), rejection-sampling fine-tuning (Yuan et al. 2308.01825, iterated): k rollouts per task from s0; the positive ones join
/// the pool; supervised fine-tuning on the pool.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="rolloutsPerTask">k, at least 1.</param>
/// <param name="choice">Which solutions of a task are trained on. Null for all, as the baseline does; EEF's choice isolates its effect.</param>
public sealed class RejectionSampling(string name, int rolloutsPerTask, ISolutionChoice? choice = null) : IMethod
{
    private readonly ISolutionChoice _choice = choice ?? new AllSolutions();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => state.Rollouts.Count > 0
        ? []
        : [.. from attempt in Enumerable.Range(0, rolloutsPerTask)
              from task in state.Tasks
              select new RolloutRequest(StartState.Initial(task), attempt)];

    /// <inheritdoc/>
    public IReadOnlyList<WeightedTrajectory> Select(IterationState state)
    {
        var context = new SelectionContext([], state.Seed);
        return
        [
            .. from task in state.Tasks
               let initial = ImportantState.Initial(task)
               from solution in SolutionSelector.Choose(initial, state.Positives.SolutionsOf(task), _choice, context)
               select LossWeights.Weigh(initial, solution, []),
        ];
    }
}
