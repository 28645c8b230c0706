using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// A way of tuning: what to simulate in an iteration, and what to learn from it. A method holds no state of its own, so an
/// iteration can be resumed from its rollouts.
/// </summary>
public interface IMethod
{
    /// <summary>Its name in tables: <c>RFT×6</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The next rollouts to simulate, given those that the iteration has made. Called again with their results until it
    /// returns none.
    /// </summary>
    IReadOnlyList<RolloutRequest> Explore(IterationState state);

    /// <summary>The weighted examples to learn from once exploration is over. The iteration's positives are in D⁺ by then.</summary>
    IReadOnlyList<WeightedTrajectory> Select(IterationState state);
}
