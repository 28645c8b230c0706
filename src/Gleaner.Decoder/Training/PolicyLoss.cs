namespace Gleaner.Decoder.Training;

/// <summary>From log-probabilities of a packed row's predictors to the clipped policy loss of its sequences and the gradient.</summary>
internal static class PolicyLoss
{
    /// <summary>Log-ratios are cut here, far beyond where anything is learnt, so that no ratio overflows.</summary>
    private const double LargestLogRatio = 80;

    /// <summary>
    /// Computes a row. <paramref name="coefficients"/> receives c_i such that Σ c_i · −log π(t_i) has the loss's gradient:
    /// w_i · (ρ_i Â where the ratio is not clipped, else 0, plus β (π_old / π − 1)).
    /// </summary>
    public static PolicyTally Compute(
        PackedRow row, ReadOnlySpan<PolicySequence> sequences, PolicyLossOptions options, ReadOnlySpan<double> logProbabilities, Span<float> coefficients)
    {
        double loss = 0, divergence = 0, clippedWeight = 0;
        for (var k = 0; k < sequences.Length; k++)
        {
            var advantage = sequences[k].Advantage;
            var sampled = sequences[k].SampledLogProbabilities.Span;
            for (var p = row.PredictorStarts[k]; p < row.PredictorStarts[k + 1]; p++)
            {
                var weight = (double)row.Weights[p];
                var log = Math.Clamp(logProbabilities[p] - sampled[row.Predictors[p] - row.Starts[k] + 1], -LargestLogRatio, LargestLogRatio);
                double ratio = Math.Exp(log), inverse = Math.Exp(-log), clipped = Math.Clamp(ratio, 1 - options.ClipLow, 1 + options.ClipHigh);

                // The smaller of both: a ratio beyond the bound that its advantage pushes it over gains nothing more.
                var isClipped = clipped * advantage < ratio * advantage;
                var surrogate = (isClipped ? clipped : ratio) * advantage;
                var kl = inverse + log - 1;
                loss += weight * ((options.KlWeight * kl) - surrogate);
                divergence += weight * kl;
                clippedWeight += isClipped ? weight : 0;
                coefficients[p] = (float)(weight * ((isClipped ? 0 : surrogate) + (options.KlWeight * (inverse - 1))));
            }
        }

        return new PolicyTally(loss, divergence, clippedWeight, sequences.Length);
    }
}

/// <summary>
/// Settings of the clipped policy loss. With the ratio ρ_i = π(t_i) / π_old(t_i) of a sampled token, Â of its sequence and
/// KL_i = π_old / π − log(π_old / π) − 1, a batch's loss is Σ w_i (β KL_i − min(ρ_i Â, clip(ρ_i, 1 − ε_low, 1 + ε_high) Â)) / Σ w_i, both
/// sums over all tokens of all its sequences (PPO's surrogate, Schulman et al. 2017, as in GRPO, Shao et al. 2024, arXiv 2402.03300). Weights of
/// 1 / |o| give a sequence of |o| sampled tokens the same say as any other, as GRPO does; weights of 1 give each token the same.
/// </summary>
public sealed record PolicyLossOptions
{
    /// <summary>ε_low in (0, 1]: how far a ratio may fall that the advantage pushes down. Default 0.2.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>ε_high, above 0: how far a ratio may rise that the advantage pushes up. Default 0.2; DAPO (Yu et al. 2025) takes 0.28.</summary>
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>β, finite and not negative: weight of the divergence from the policy that sampled. Default 0.</summary>
    public double KlWeight { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(ClipLow is > 0 and <= 1, nameof(ClipLow), ClipLow, "above 0 and at most 1");
        Require(ClipHigh > 0 && double.IsFinite(ClipHigh), nameof(ClipHigh), ClipHigh, "finite and above 0");
        Require(KlWeight >= 0 && double.IsFinite(KlWeight), nameof(KlWeight), KlWeight, "finite and not negative");
    }

    private static void Require(bool condition, string name, double value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"PolicyLossOptions.{name} is {value}; it must be {expected}.", name);
        }
    }
}

/// <summary>A sampled sequence, for <see cref="Trainer.StepPolicy"/>.</summary>
/// <param name="Sequence">Tokens and weights; prompt, observations and all that the policy did not sample have the weight 0.</param>
/// <param name="SampledLogProbabilities">
/// log π_old of each token in nats, as <see cref="Trainer.LogProbabilities"/> gives them; read where the weight is positive.
/// </param>
/// <param name="Advantage">Â, finite: above 0 where the sequence earned more than was to be expected.</param>
public readonly record struct PolicySequence(TrainingSequence Sequence, ReadOnlyMemory<double> SampledLogProbabilities, double Advantage);

/// <summary>Sums over tokens, each value times its token's weight; sequences are counted.</summary>
internal readonly record struct PolicyTally(double Loss, double Divergence, double ClippedWeight, int Sequences)
{
    public static PolicyTally operator +(PolicyTally a, PolicyTally b) =>
        new(a.Loss + b.Loss, a.Divergence + b.Divergence, a.ClippedWeight + b.ClippedWeight, a.Sequences + b.Sequences);

    /// <summary>The sum over shards, in their order.</summary>
    public static PolicyTally Of(Shard[] shards)
    {
        PolicyTally sum = default;
        foreach (var shard in shards)
        {
            sum += shard.Policy;
        }

        return sum;
    }

    public PolicyMetrics Over(double weight) => new(Loss / weight, Divergence / weight, ClippedWeight / weight, Sequences);
}
