namespace Gleaner.Decoder.Training;

/// <summary>
/// One sequence to learn from. The loss of a batch is L = −Σ w_i log π(t_i | t_0 … t_(i−1)) / Σ w_i, both sums over all
/// tokens of all its sequences.
/// </summary>
/// <param name="Tokens">Token ids, at least two.</param>
/// <param name="Weights">
/// <c>Weights[i]</c> ≥ 0 is the weight of predicting <c>Tokens[i]</c> from the tokens before it; as long as
/// <paramref name="Tokens"/>. <c>Weights[0]</c> must be 0 (nothing comes before it), and at least one weight positive.
/// </param>
public readonly record struct TrainingSequence(ReadOnlyMemory<int> Tokens, ReadOnlyMemory<float> Weights)
{
    /// <summary>
    /// What is to be predicted in place of each token where that is not the token itself; as long as <see cref="Tokens"/>. The
    /// inputs remain the tokens. Empty: the tokens.
    /// </summary>
    public ReadOnlyMemory<int> Targets { get; init; }
}

/// <summary>
/// Two sequences of which one is preferred, for <see cref="Trainer.StepPreference"/>. They may start alike (the same expert
/// prefix, as in IPR's step pairs): give the common part the weight 0.
/// </summary>
/// <param name="Chosen">The preferred one.</param>
/// <param name="Rejected">The other one.</param>
public sealed record PreferencePair(PreferenceSequence Chosen, PreferenceSequence Rejected)
{
    /// <summary>Weight of the pair among those of the batch, above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Factor λ ≥ 0 of −Σ w log π / Σ w over the chosen sequence, which is added to the pair's loss: keeps the chosen one
    /// likely while the margin grows (IPR, Xiong et al. 2024; per token as in Iterative RPO, Pang et al. 2024).
    /// </summary>
    public double NllWeight { get; init; }
}

/// <summary>One side of a <see cref="PreferencePair"/>.</summary>
/// <param name="Sequence">
/// Tokens and weights. A weight multiplies the token's log-ratio: 1 for every token of an action gives DPO and ETO,
/// a turn's discount gives DMPO, 0 leaves prompt and observations out.
/// </param>
/// <param name="ReferenceLogProbability">
/// Σ w_i log π_ref(t_i | t_&lt;i) in nats with the weights of <paramref name="Sequence"/>; see <see cref="From"/>.
/// </param>
public readonly record struct PreferenceSequence(TrainingSequence Sequence, double ReferenceLogProbability)
{
    /// <summary>Weights the reference policy's log-probabilities as the loss will weight the policy's.</summary>
    /// <param name="sequence">Tokens and weights.</param>
    /// <param name="reference">log π_ref of each token, as <see cref="Trainer.LogProbabilities"/> gives them; read where the weight is positive.</param>
    /// <exception cref="ArgumentException">There are not as many log-probabilities as weights.</exception>
    public static PreferenceSequence From(TrainingSequence sequence, ReadOnlySpan<double> reference)
    {
        var weights = sequence.Weights.Span;
        if (reference.Length != weights.Length)
        {
            throw new ArgumentException($"There are {reference.Length} log-probabilities for {weights.Length} weights.", nameof(reference));
        }

        // The order of the loss's own sum: a policy equal to its reference has a margin of exactly 0.
        double sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] > 0 ? weights[i] * reference[i] : 0;
        }

        return new PreferenceSequence(sequence, sum);
    }
}
