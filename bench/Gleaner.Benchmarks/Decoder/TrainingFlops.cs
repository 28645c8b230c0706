using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>
/// Multiplications and additions of training on a batch if every layer computed every token: 6 for each weight of a product,
/// 12 for each attended pair and channel. What attention computes twice, and what lies above the diagonal, is not counted.
/// </summary>
internal static class TrainingFlops
{
    public static double Of(DecoderConfig config, IReadOnlyList<TrainingSequence> batch)
    {
        var layerWeights = (4.0 * config.Width * config.Width) + (3.0 * config.Width * config.FeedForwardWidth);
        double flops = 0;
        foreach (var sequence in batch)
        {
            // The last token is only a target.
            double length = sequence.Tokens.Length - 1, trained = sequence.Weights.ToArray().Count(weight => weight > 0);
            var pairs = length * (length + 1) / 2;
            flops += config.Layers * ((6 * layerWeights * length) + (12 * pairs * config.Width));
            flops += 6.0 * config.VocabularySize * config.Width * trained;
        }

        return flops;
    }
}
