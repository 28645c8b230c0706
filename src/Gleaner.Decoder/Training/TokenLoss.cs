namespace Gleaner.Decoder.Training;

/// <summary>
/// A loss of one's own: of each sequence a function of the log-probabilities of its scored tokens; a batch's loss is the sum over
/// its sequences. Thread-safe: sequences are computed on several threads.
/// </summary>
public abstract class TokenLoss
{
    /// <summary>Minimises nothing.</summary>
    internal static TokenLoss None { get; } = new Nothing();

    /// <summary>The loss of one sequence and its slope.</summary>
    /// <param name="sequence">The sequence's index in its batch.</param>
    /// <param name="logProbabilities">log π(t_i | t_0 … t_(i−1)) in nats at i, as long as the sequence; 0 where the token is not scored.</param>
    /// <param name="slopes">Receives ∂L / ∂ log π at i; zero so far. What it gets where the token is not scored is of no account.</param>
    /// <returns>L: not divided by anything.</returns>
    public abstract double Compute(int sequence, ReadOnlySpan<double> logProbabilities, Span<double> slopes);

    /// <summary>Computes the sequences of a row; <paramref name="coefficients"/> receives c_i such that Σ c_i · −log π(t_i) has the loss's gradient.</summary>
    internal static double Compute(PackedRow row, TokenLoss loss, double[][] logProbabilities, Span<float> coefficients)
    {
        double sum = 0;
        for (var k = 0; k < row.Indices.Length; k++)
        {
            var scores = logProbabilities[row.Indices[k]];
            var slopes = new double[scores.Length];
            sum += loss.Compute(row.Indices[k], scores, slopes);
            for (var p = row.PredictorStarts[k]; p < row.PredictorStarts[k + 1]; p++)
            {
                coefficients[p] = (float)-slopes[row.Predictors[p] - row.Starts[k] + 1];
            }
        }

        return sum;
    }

    private sealed class Nothing : TokenLoss
    {
        public override double Compute(int sequence, ReadOnlySpan<double> logProbabilities, Span<double> slopes) => 0;
    }
}

/// <summary>−Σ w_i log π(t_i), with weights of any sign.</summary>
/// <param name="weights">The weights of each sequence of the batch, as long as it.</param>
public sealed class CrossEntropyLoss(IReadOnlyList<ReadOnlyMemory<float>> weights) : TokenLoss
{
    /// <inheritdoc/>
    public override double Compute(int sequence, ReadOnlySpan<double> logProbabilities, Span<double> slopes)
    {
        var w = weights[sequence].Span;
        double sum = 0;
        for (var i = 0; i < w.Length; i++)
        {
            slopes[i] = -w[i];
            sum -= w[i] * logProbabilities[i];
        }

        return sum;
    }
}

/// <summary>What a policy-gradient loss takes of a sequence: arrays as long as it, with a value at each token.</summary>
/// <param name="LogProbabilities">log q: the log-probability of each token under the policy that sampled it, in nats.</param>
/// <param name="Advantages">A: how much better each token was than expected.</param>
/// <param name="Weights">w: a factor of each token's loss, 0 where it was not sampled.</param>
public readonly record struct PolicySample(ReadOnlyMemory<float> LogProbabilities, ReadOnlyMemory<float> Advantages, ReadOnlyMemory<float> Weights);

/// <summary>
/// −Σ w_i r_i A_i with r_i = π(t_i) / q(t_i): the policy gradient of samples of another policy. With bounds it is the clipped
/// surrogate of PPO (Schulman et al. 2017, arXiv 1707.06347): −Σ w_i min(r_i A_i, clip(r_i, low, high) A_i).
/// </summary>
/// <param name="samples">The sequences of the batch.</param>
/// <param name="low">The lower bound of r; 0 for none.</param>
/// <param name="high">The upper bound of r; infinity for none.</param>
public sealed class PolicyGradientLoss(IReadOnlyList<PolicySample> samples, double low = 0, double high = double.PositiveInfinity) : TokenLoss
{
    /// <inheritdoc/>
    public override double Compute(int sequence, ReadOnlySpan<double> logProbabilities, Span<double> slopes)
    {
        var sample = samples[sequence];
        ReadOnlySpan<float> q = sample.LogProbabilities.Span, advantages = sample.Advantages.Span, weights = sample.Weights.Span;
        double sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            var ratio = Math.Exp(logProbabilities[i] - q[i]);
            double advantage = advantages[i], free = ratio * advantage, bounded = Math.Clamp(ratio, low, high) * advantage;
            sum -= weights[i] * Math.Min(free, bounded);

            // d r / d log π = r; where the bound is the smaller one, nothing moves.
            slopes[i] = free <= bounded ? -weights[i] * free : 0;
        }

        return sum;
    }
}
