using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// BC: supervised fine-tuning on the positive expert trajectories only. As an iterated method it simulates nothing and trains on,
/// the control that shows what more gradient steps alone would bring.
/// </summary>
public sealed class BehaviorCloning(string name = "BC") : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => [];

    /// <inheritdoc/>
    public LearningSet Select(IterationState state) => LearningSet.Of(
        from task in state.Tasks
        from solution in state.Positives.SolutionsOf(task)
        where solution.IsDemonstration
        select LossWeights.Weigh(ImportantState.Initial(task), solution, []));
}
