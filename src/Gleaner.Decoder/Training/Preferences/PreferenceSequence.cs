namespace Gleaner.Decoder.Training.Preferences;

/// <summary>One side of a <see cref="PreferencePair"/>.</summary>
/// <param name="Sequence">
/// Tokens and weights. A weight multiplies the token's log-ratio: 1 for every token of an action gives DPO and ETO,
/// <see cref="TurnWeights.Dmpo"/> of its turn gives DMPO, 0 leaves prompt and observations out.
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
        ReadOnlySpan<float> weights = sequence.Weights.Span;
        if (reference.Length != weights.Length)
        {
            throw new ArgumentException($"There are {reference.Length} log-probabilities for {weights.Length} weights.", nameof(reference));
        }

        // The order of the loss's own sum: a policy equal to its reference has a margin of exactly 0.
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] > 0 ? weights[i] * reference[i] : 0;
        }

        return new PreferenceSequence(sequence, sum);
    }
}
