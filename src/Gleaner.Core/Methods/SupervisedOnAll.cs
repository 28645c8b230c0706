using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// SFT-all: supervised fine-tuning on all expert trajectories, whether they succeeded or not, as in FireAct's and AgentTuning's
/// unfiltered baselines. It simulates nothing; the control for what failures teach when nobody tells good actions from bad ones.
/// </summary>
/// <param name="name">Its name in tables.</param>
public sealed class SupervisedOnAll(string name = "SFT-all") : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => [];

    /// <inheritdoc/>
    public LearningSet Select(IterationState state) => LearningSet.Of(state.Experts
        .Select(expert => WeightedTrajectory.Whole(
            Solution.Of(expert), expert.IsPositive(state.SuccessThreshold) ? WeightReason.Demonstration : WeightReason.FailedDemonstration)));
}
