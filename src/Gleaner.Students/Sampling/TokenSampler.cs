using Gleaner.Randomness;

namespace Gleaner.Students.Sampling;

/// <summary>Draws a token from logits.</summary>
internal static class TokenSampler
{
    /// <summary>Draws an index and tells its log-probability under the distribution drawn from.</summary>
    /// <param name="logits">Logits of the candidates; overwritten.</param>
    /// <param name="temperature">0: the largest, the first of equals; its log-probability is that at temperature 1.</param>
    /// <param name="random">The episode's stream; one number is taken from it for each draw at a temperature above 0.</param>
    /// <param name="logProbability">In nats.</param>
    public static int Draw(Span<float> logits, double temperature, RandomStream random, out double logProbability)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }

        // Double precision and a fixed order: the draw must not depend on vector widths.
        var scale = temperature > 0 ? 1 / temperature : 1;
        var max = (double)logits[best];
        var total = 0.0;
        foreach (var logit in logits)
        {
            total += Math.Exp((logit - max) * scale);
        }

        var chosen = best;
        if (temperature > 0)
        {
            var target = random.NextDouble() * total;
            var sum = 0.0;
            for (chosen = 0; chosen < logits.Length - 1; chosen++)
            {
                sum += Math.Exp((logits[chosen] - max) * scale);
                if (sum > target)
                {
                    break;
                }
            }
        }

        logProbability = ((logits[chosen] - max) * scale) - Math.Log(total);
        return chosen;
    }
}
