namespace Gleaner.Decoder.Kernels;

/// <summary>Softmax and negative log-likelihood in one.</summary>
internal static unsafe class CrossEntropy
{
    /// <summary>
    /// Turns a row of logits into the gradient of weight · −log softmax(logits)[target]. The row has room up to the next
    /// multiple of 8 floats.
    /// </summary>
    /// <returns>−log softmax(logits)[target], not weighted.</returns>
    public static double LossAndGradient(float* logits, int count, int target, float weight)
    {
        float chosen = logits[target];
        (float sum, float max) = Softmax.Exponentiate(logits, count, 1);
        Softmax.Scale(logits, count, weight / sum);
        logits[target] -= weight;
        return Math.Log(sum) - ((double)chosen - max);
    }

    /// <summary>−log softmax(logits)[target]; the row is overwritten.</summary>
    public static double Loss(float* logits, int count, int target)
    {
        float chosen = logits[target];
        (float sum, float max) = Softmax.Exponentiate(logits, count, 1);
        return Math.Log(sum) - ((double)chosen - max);
    }
}
