using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// NAT, negative-aware training (Wang et al. 2024, arXiv 2402.11651): failed expert trajectories are kept and told apart by a prompt in
/// front of the task, one for successes and another for failures; plain supervised fine-tuning on all of them; when it acts the
/// student is given the prompt of successes.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="options">The prompts.</param>
public sealed class NegativeAwareTraining(string name, NatOptions options) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Prompt => options.Positive;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => [];

    /// <inheritdoc/>
    public LearningSet Select(IterationState state) => LearningSet.Of(state.Experts
        .Select(expert => expert.IsPositive(state.SuccessThreshold)
            ? WeightedTrajectory.Whole(Solution.Of(expert), WeightReason.Demonstration) with { Prompt = options.Positive }
            : WeightedTrajectory.Whole(Solution.Of(expert), WeightReason.FailedDemonstration) with { Prompt = options.Negative }));
}

/// <summary>What NAT tells the student in front of a task.</summary>
/// <param name="Positive">With successes, and when it acts.</param>
/// <param name="Negative">With failures.</param>
public sealed record NatOptions(
    string Positive = "Solve the following task correctly.", string Negative = "Solve the following task incorrectly.");
