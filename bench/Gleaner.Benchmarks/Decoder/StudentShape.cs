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

    /// <summary>Actions of 5 tokens after observations of 25.</summary>
    public const double TrainedShare = 5.0 / 30;

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
}
