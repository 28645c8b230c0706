using Gleaner.Exploration;
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

    /// <summary>Whether it wants <see cref="IterationState.OwnFailures"/>, which are kept in memory for it. Default: no.</summary>
    bool UsesOwnFailures => false;

    /// <summary>
    /// The next rollouts to simulate, given those that the iteration has made. Called again with their results until it
    /// returns none.
    /// </summary>
    IReadOnlyList<RolloutRequest> Explore(IterationState state);

    /// <summary>What to learn from once exploration is over. The iteration's positives are in D⁺ by then.</summary>
    LearningSet Select(IterationState state);

    /// <summary>Whether it learns at all; a row that shows the student as it was does not. Default: yes.</summary>
    bool Learns => true;

    /// <summary>
    /// What the student is told in front of every task when it acts, in exploration and evaluation alike
    /// (<see cref="WeightedTrajectory.Prompt"/>). Null, the default, for nothing.
    /// </summary>
    string? Prompt => null;

    /// <summary>
    /// v(s) along the trunks as <see cref="Select"/> sees it, kept with the run for the accounts of its tasks
    /// (<see cref="Runs.TaskAccount"/>). Null, the default, where that is what the iteration's own rollouts say of the failed expert
    /// trajectories by <see cref="AnySuccess"/>, which accounts can tell by themselves.
    /// </summary>
    IReadOnlyList<TrunkOutcomes>? Judge(IterationState state) => null;
}
