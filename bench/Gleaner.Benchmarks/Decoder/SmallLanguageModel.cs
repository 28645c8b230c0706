using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>A random decoder of a known small model's shape, and sequences like those of agents: 300 to 500 tokens, 17 % of them trained.</summary>
/// <param name="Name">What it is asked for by: its size.</param>
/// <param name="Original">The model whose shape it has.</param>
/// <param name="Config">The shape.</param>
internal sealed record SmallLanguageModel(string Name, string Original, DecoderConfig Config)
{
    private static readonly DecoderConfig SmolLm2 = new()
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

    /// <summary>All of them, the smallest first.</summary>
    public static IReadOnlyList<SmallLanguageModel> All { get; } =
    [
        new("135M", "SmolLM2-135M", SmolLm2),
        new("360M", "SmolLM2-360M", SmolLm2 with { Width = 960, Layers = 32, Heads = 15, KeyValueHeads = 5, FeedForwardWidth = 2560 }),
        new("0.5B", "Qwen2.5-0.5B", SmolLm2 with
        {
            VocabularySize = 151_936, Width = 896, Layers = 24, Heads = 14, KeyValueHeads = 2, FeedForwardWidth = 4864, RopeBase = 1_000_000, QueryKeyValueBias = true,
        }),
    ];

    public TrainingSequence[] Batch(int sequences)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, sequences).Select(_ => Sequence(random, 300 + random.Next(201)))];
    }

    /// <summary>Actions of 10 tokens after observations of 50.</summary>
    private TrainingSequence Sequence(Random random, int length)
    {
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(Config.VocabularySize))];
        float[] weights = [.. Enumerable.Range(0, length).Select(i => i % 60 >= 50 ? 1f : 0f)];
        weights[^1] = 1;
        return new TrainingSequence(tokens, weights);
    }
}
