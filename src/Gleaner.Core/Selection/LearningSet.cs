using System.Collections.Immutable;

namespace Gleaner.Selection;

/// <summary>
/// What an iteration learns from: examples, whose actions are made likelier by their weights; pairs, of which one trajectory is
/// made likelier than the other; and samples, which are made likelier or less likely by their advantages. Where there are several of these,
/// gradient steps on them take turns in proportion to their numbers. The reference of pairs and samples is the student at the start of the stage.
/// </summary>
/// <param name="Examples">The examples.</param>
public sealed record LearningSet(ImmutableArray<WeightedTrajectory> Examples)
{
    /// <summary>The preference pairs.</summary>
    public ImmutableArray<TrajectoryPair> Pairs { get; init; } = [];

    /// <summary>
    /// β above 0: how much a log-ratio to the reference counts in the loss of a pair, −log σ(β Σ w [log π/π_ref](chosen) −
    /// β Σ w [log π/π_ref](rejected)) (DPO, Rafailov et al. 2305.18290). Default 0.1.
    /// </summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>The samples.</summary>
    public ImmutableArray<AdvantagedSample> Samples { get; init; } = [];

    /// <summary>The loss of the samples.</summary>
    public GroupPolicyLoss PolicyLoss { get; init; } = new();

    /// <summary>The groups that the samples were taken from; null for a method without groups.</summary>
    public GroupCounts? Groups { get; init; }

    /// <summary>Whether nothing of it carries loss.</summary>
    public bool IsEmpty => Pairs.IsEmpty && Samples.IsEmpty && !Examples.Any(example => example.Weights.Any(weight => weight.Weight > 0));

    /// <summary>Examples alone.</summary>
    public static LearningSet Of(IEnumerable<WeightedTrajectory> examples) => new([.. examples]);
}

/// <summary>
/// Two trajectories of a task of which one is preferred. The weights of their actions multiply log-ratios: 1 for each action in
/// question, 0 for what both have in common.
/// </summary>
/// <param name="Chosen">The preferred one.</param>
/// <param name="Rejected">The other one.</param>
public sealed record TrajectoryPair(WeightedTrajectory Chosen, WeightedTrajectory Rejected)
{
    /// <summary>Weight of the pair among the others, above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Factor, not negative, of the mean negative log-likelihood of the chosen one's weighted actions that is added to the loss.</summary>
    public double NllWeight { get; init; }
}
