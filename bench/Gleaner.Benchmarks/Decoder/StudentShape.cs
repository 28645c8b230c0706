using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>The typical student and its batches: about 160 tokens a sequence, 17 % of them trained.</summary>
internal static class StudentShape
{
    public static readonly DecoderConfig Config = new()
    {
        VocabularySize = 4500, Width = 128, Layers = 4, Heads = 2, FeedForwardWidth = 256, MaxSequenceLength = 512, Smear = SmearKind.Channel,
    };

    public const int SequenceLength = 160;

    public static TrainingSequence[] Batch(int sequences)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, sequences).Select(_ => Sequence(random, SequenceLength + random.Next(-60, 61)))];
    }

    private static TrainingSequence Sequence(Random random, int length)
    {
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(Config.VocabularySize))];

        // Actions of 5 tokens after observations of 25.
        float[] weights = [.. Enumerable.Range(0, length).Select(i => i % 30 >= 25 ? 1f : 0f)];
        weights[^1] = 1;
        return new TrainingSequence(tokens, weights);
    }

    /// <summary>Multiplications and additions of training on a batch if every layer computed every token: 6 for each weight, 12 for each attended pair and channel.</summary>
    public static double TrainingFlops(IReadOnlyList<TrainingSequence> batch)
    {
        double layerWeights = (4.0 * Config.Width * Config.Width) + (3.0 * Config.Width * Config.FeedForwardWidth);
        double flops = 0;
        foreach (TrainingSequence sequence in batch)
        {
            double length = sequence.Tokens.Length, trained = sequence.Weights.ToArray().Count(weight => weight > 0);
            double pairs = length * (length + 1) / 2;
            flops += Config.Layers * ((6 * layerWeights * length) + (12 * pairs * Config.Width));
            flops += 6.0 * Config.VocabularySize * Config.Width * trained;
        }

        return flops;
    }
}
