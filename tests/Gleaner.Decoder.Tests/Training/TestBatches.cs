using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>Tiny models and random sequences.</summary>
internal static class TestBatches
{
    public static readonly DecoderConfig Tiny = new()
    {
        VocabularySize = 37, Width = 32, Layers = 2, Heads = 2, FeedForwardWidth = 48, MaxSequenceLength = 128, Smear = SmearKind.Channel,
    };

    /// <summary>A model with weights large enough that every part matters, gains and smear off their initial values.</summary>
    public static DecoderModel Model(DecoderConfig config, int seed = 5)
    {
        var model = DecoderModel.Create(config, (ulong)seed);
        var random = new Random(seed);
        foreach (var parameter in model.Parameters)
        {
            foreach (ref var value in parameter.Span)
            {
                value = parameter.Shape.Count > 1 ? value * 3 : value + (0.4f * (random.NextSingle() - 0.5f));
            }
        }

        return model;
    }

    public static TrainingSequence[] Random(int seed, int vocabulary, params int[] lengths)
    {
        var random = new Random(seed);
        return [.. lengths.Select(length => Sequence(random, vocabulary, length))];
    }

    private static TrainingSequence Sequence(Random random, int vocabulary, int length)
    {
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
        float[] weights = [.. Enumerable.Range(0, length).Select(i => i > 0 && random.Next(3) == 0 ? 0.25f + random.NextSingle() : 0)];
        weights[1 + random.Next(length - 1)] = 1;
        return new TrainingSequence(tokens, weights);
    }
}
