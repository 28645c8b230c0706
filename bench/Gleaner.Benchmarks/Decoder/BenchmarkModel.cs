using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>The 6.9M-parameter decoder that engines are compared on, and a batch for it.</summary>
internal static class BenchmarkModel
{
    public static readonly DecoderConfig Config = new()
    {
        VocabularySize = 4096, Width = 256, Layers = 6, Heads = 4, FeedForwardWidth = 704, MaxSequenceLength = 1024, TieEmbeddings = false,
    };

    public const int Sequences = 8;

    /// <summary>Tokens that are inputs, and as many that are trained; a sequence has one more.</summary>
    public const int Length = 512;

    /// <summary>Random ids, row after row of <paramref name="length"/>.</summary>
    public static int[] Tokens(int sequences, int length)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, sequences * length).Select(_ => random.Next(Config.VocabularySize))];
    }

    /// <summary>Rows of ids as sequences whose tokens are all trained but the first.</summary>
    public static TrainingSequence[] Batch(int[] tokens, int sequences)
    {
        var length = tokens.Length / sequences;
        float[] weights = [0, .. Enumerable.Repeat(1f, length - 1)];
        return [.. Enumerable.Range(0, sequences).Select(i => new TrainingSequence(tokens.AsMemory(i * length, length), weights))];
    }
}
