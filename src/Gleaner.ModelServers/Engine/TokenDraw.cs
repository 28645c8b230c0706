using Gleaner.Randomness;
using Gleaner.Students.Sampling;

namespace Gleaner.ModelServers.Engine;

/// <summary>Draws the tokens of a sequence.</summary>
internal sealed class TokenDraw(SampleJob job)
{
    private readonly RandomStream _random = job.Seed.ToStream();

    /// <summary>Draws a token.</summary>
    /// <param name="logits">Over the vocabulary; overwritten.</param>
    /// <returns>The id, and its log-probability under the model itself.</returns>
    public (int Id, double LogProbability) Next(float[] logits)
    {
        var (max, logSum) = LogSum(logits);
        if (job.TopK > 0 && job.TopK < logits.Length)
        {
            Keep(logits, job.TopK);
        }

        if (job.TopP < 1 && job.Temperature > 0)
        {
            KeepMass(logits, job.TopP, job.Temperature);
        }

        var id = TokenSampler.Draw(logits, job.Temperature, _random, out _);
        return (id, logits[id] - max - logSum);
    }

    /// <summary>log softmax(logits)[id], in float64.</summary>
    public static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        var (max, logSum) = LogSum(logits);
        return logits[id] - max - logSum;
    }

    private static (double Max, double LogSum) LogSum(ReadOnlySpan<float> logits)
    {
        var max = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            max = Math.Max(max, logit);
        }

        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return (max, Math.Log(sum));
    }

    /// <summary>Leaves the k largest; of equals those with the smaller ids.</summary>
    private static void Keep(float[] logits, int count)
    {
        foreach (var id in Ordered(logits).AsSpan(count))
        {
            logits[id] = float.NegativeInfinity;
        }
    }

    /// <summary>Leaves the fewest of the most probable ones that have so much probability together.</summary>
    private static void KeepMass(float[] logits, double mass, double temperature)
    {
        var order = Ordered(logits);
        var max = (double)logits[order[0]];
        var weights = order.Select(id => Math.Exp((logits[id] - max) / temperature)).ToArray();
        double total = weights.Sum(), sum = 0;
        var kept = 0;
        while (kept < order.Length && (kept == 0 || sum < mass * total))
        {
            sum += weights[kept++];
        }

        foreach (var id in order.AsSpan(kept))
        {
            logits[id] = float.NegativeInfinity;
        }
    }

    private static int[] Ordered(float[] logits)
    {
        var ids = Enumerable.Range(0, logits.Length).ToArray();
        Array.Sort(ids, (left, right) => logits[left] != logits[right] ? logits[right].CompareTo(logits[left]) : left.CompareTo(right));
        return ids;
    }
}
