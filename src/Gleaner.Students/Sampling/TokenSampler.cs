using Gleaner.Randomness;

namespace Gleaner.Students.Sampling;

/// <summary>Draws a token from logits.</summary>
internal static class TokenSampler
{
    /// <summary>Up to so many candidates' weights are kept on the stack.</summary>
    private const int OnStack = 1024;

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
        var weights = logits.Length <= OnStack ? stackalloc double[logits.Length] : new double[logits.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            weights[i] = Math.Exp((logits[i] - max) * scale);
            total += weights[i];
        }

        var chosen = best;
        if (temperature > 0)
        {
            var target = random.NextDouble() * total;
            var sum = 0.0;
            for (chosen = 0; chosen < logits.Length - 1; chosen++)
            {
                sum += weights[chosen];
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
