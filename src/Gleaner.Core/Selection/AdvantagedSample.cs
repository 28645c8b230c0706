namespace Gleaner.Selection;

/// <summary>A trajectory that the student sampled and that is reinforced or discouraged, by an advantage.</summary>
/// <param name="Example">The trajectory, with a weight above 0 for each action that the student sampled in it and 0 for all others.</param>
/// <param name="Advantage">Â: above 0 where it earned more than was to be expected.</param>
public sealed record AdvantagedSample(WeightedTrajectory Example, double Advantage);

/// <summary>
/// The loss of a set's samples: β KL − min(ρ Â, clip(ρ, 1 − ε_low, 1 + ε_high) Â) for each token that was sampled, ρ its ratio to the student
/// at the start of the stage and KL that divergence (GRPO, Shao et al. 2402.03300, equations 3 and 4, where the policy that sampled is the
/// reference, too).
/// </summary>
public sealed record GroupPolicyLoss
{
    /// <summary>ε_low in (0, 1]. Default 0.2 [PPO].</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>ε_high, above 0. Default 0.2 [PPO]; DAPO (Yu et al. 2025, arXiv 2503.14476) takes 0.28.</summary>
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>β, not negative. Default 0.04 [paper].</summary>
    public double KlWeight { get; init; } = 0.04;

    /// <summary>
    /// Whether each trajectory has the same say, its tokens sharing it [paper]; else each token has the same, as in Dr. GRPO and DAPO. Default true.
    /// </summary>
    public bool NormalizesLength { get; init; } = true;
}

/// <summary>The groups of rollouts that samples were taken from.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="OfOneOutcome">How many of them say nothing, since all their rollouts earned the same.</param>
public sealed record GroupCounts(int Count, int OfOneOutcome);
