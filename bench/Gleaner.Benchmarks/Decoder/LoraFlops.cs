using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>
/// Multiplications and additions that training on a batch needs: 4 for each frozen weight of a product (forward, and back to its inputs), 6 for each
/// that is trained, 12 for each attended pair and channel. The last layer, but for its keys and values, and the head work on trained positions alone.
/// What attention or recomputed layers compute twice is not counted.
/// </summary>
internal static class LoraFlops
{
    /// <param name="config">The model's shape.</param>
    /// <param name="adapter">The adapters; null where all weights are trained.</param>
    /// <param name="batch">What is trained on.</param>
    public static double Of(DecoderConfig config, LoraAdapter? adapter, IReadOnlyList<TrainingSequence> batch)
    {
        double perWeight = adapter is null ? 6 : 4;
        var keyValue = 2.0 * config.Width * config.KeyValueWidth;
        var rest = (2.0 * config.Width * config.QueryWidth) + (3.0 * config.Width * config.FeedForwardWidth);
        var adapterPerLayer = (double)(adapter?.ParameterCount ?? 0) / config.Layers;
        double flops = 0;
        foreach (var sequence in batch)
        {
            var weights = sequence.Weights.ToArray();

            // The last token is only a target.
            double length = sequence.Tokens.Length - 1, trained = weights.Count(weight => weight > 0);
            double pairs = length * (length + 1) / 2, trainedPairs = weights.Select((weight, i) => weight > 0 ? i : 0.0).Sum();
            flops += ((config.Layers - 1) * length * ((perWeight * (keyValue + rest)) + (6 * adapterPerLayer))) + (length * perWeight * keyValue);
            flops += trained * ((perWeight * rest) + (6 * adapterPerLayer) + (perWeight * config.VocabularySize * config.Width));
            flops += 12.0 * config.QueryWidth * (((config.Layers - 1) * pairs) + trainedPairs);
        }

        return flops;
    }
}
