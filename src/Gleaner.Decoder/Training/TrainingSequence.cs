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
public readonly record struct TrainingSequence(ReadOnlyMemory<int> Tokens, ReadOnlyMemory<float> Weights);
