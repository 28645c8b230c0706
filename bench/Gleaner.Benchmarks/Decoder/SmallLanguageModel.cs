using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>A random decoder of SmolLM2-135M's shape, and sequences like those of agents: 300 to 500 tokens, 17 % of them trained.</summary>
internal static class SmallLanguageModel
{
    public static readonly DecoderConfig Config = new()
    {
        VocabularySize = 49_152,
        Width = 576,
        Layers = 30,
        Heads = 9,
        KeyValueHeads = 3,
        FeedForwardWidth = 1536,
        MaxSequenceLength = 2048,
        RopeBase = 100_000,
    };

    public static TrainingSequence[] Batch(int sequences)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, sequences).Select(_ => Sequence(random, 300 + random.Next(201)))];
    }

    /// <summary>Actions of 10 tokens after observations of 50.</summary>
    private static TrainingSequence Sequence(Random random, int length)
    {
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(Config.VocabularySize))];
        float[] weights = [.. Enumerable.Range(0, length).Select(i => i % 60 >= 50 ? 1f : 0f)];
        weights[^1] = 1;
        return new TrainingSequence(tokens, weights);
    }
}
