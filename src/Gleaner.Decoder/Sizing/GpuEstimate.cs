using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sizing;

/// <summary>
/// The memory, in bytes, that a chat model takes on GPUs when other programs run it: an inference server that holds it in 2 bytes a value, and
/// trainers/sft.py with <c>--bf16 --gradient-checkpointing</c>. From the shape alone, by formulas that docs/models.md gives; not measured on a GPU.
/// </summary>
public sealed record GpuEstimate
{
    private const long Half = 2;
    private const long Single = 4;

    /// <summary>Share of the tokens of a sequence that carry loss, for which alone the output layer is computed: actions are short, observations long.</summary>
    private const double TrainedShare = 1.0 / 8;

    /// <summary>Weights, as they are held.</summary>
    public long Weights { get; init; }

    /// <summary>Gradients of what is trained, in 4 bytes.</summary>
    public long Gradients { get; init; }

    /// <summary>Both moments of what is trained, in 4 bytes each.</summary>
    public long Optimizer { get; init; }

    /// <summary>Activations of a micro-batch: those kept of each layer, one layer's own, and the logits.</summary>
    public long Activations { get; init; }

    /// <summary>Cached keys and values.</summary>
    public long KeyValueCache { get; init; }

    /// <summary>All together.</summary>
    public long Total => Weights + Gradients + Optimizer + Activations + KeyValueCache;

    /// <summary>Serving.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="cachedTokens">Tokens of all conversations that are open at once.</param>
    public static GpuEstimate OfServing(DecoderConfig config, long cachedTokens) => new()
    {
        Weights = Half * ParameterCounts.Of(config),
        KeyValueCache = cachedTokens * KeyValueBytes(config),
    };

    /// <summary>Bytes of the keys and values of one token.</summary>
    /// <param name="config">The model's shape.</param>
    public static long KeyValueBytes(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return 2 * Half * config.Layers * config.KeyValueWidth;
    }

    /// <summary>Training of adapters on all linear layers, beside weights in 2 bytes.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="rank">Rank of the adapters, at least 1.</param>
    /// <param name="tokens">Tokens of a micro-batch, padding included.</param>
    public static GpuEstimate OfAdapters(DecoderConfig config, int rank, long tokens)
    {
        var learned = AdapterValues(config, rank);
        return new GpuEstimate
        {
            Weights = (Half * ParameterCounts.Of(config)) + (Single * learned),
            Gradients = Single * learned,
            Optimizer = 2 * Single * learned,
            Activations = ActivationBytes(config, tokens),
        };
    }

    /// <summary>Training of all weights.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="tokens">Tokens of a micro-batch of one process, padding included.</param>
    /// <param name="processes">Over how many GPUs weights, gradients and moments are sharded (<c>--fsdp</c>); 1 for none.</param>
    /// <returns>What each GPU takes.</returns>
    public static GpuEstimate OfAllWeights(DecoderConfig config, long tokens, int processes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processes, 1);
        var values = ParameterCounts.Of(config);

        // What is gathered for a product is in 2 bytes: a layer and the vocabulary, or, unsharded, the copies of all weights.
        var gathered = Half * (processes == 1 ? values : (2 * ParameterCounts.OfLayer(config)) + (2L * config.VocabularySize * config.Width));
        return new GpuEstimate
        {
            Weights = (Single * values / processes) + gathered,
            Gradients = Single * values / processes,
            Optimizer = 2 * Single * values / processes,
            Activations = ActivationBytes(config, tokens),
        };
    }

    /// <summary>Floating-point operations of a training with recomputed layers: 8 for each weight and token, 6 where only adapters learn.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="tokens">Tokens of all steps.</param>
    /// <param name="adapters">Whether only adapters learn.</param>
    public static double TrainingOperations(DecoderConfig config, long tokens, bool adapters) => (adapters ? 6.0 : 8.0) * ParameterCounts.OfMatrices(config) * tokens;

    private static long AdapterValues(DecoderConfig config, int rank)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        long width = config.Width, query = config.QueryWidth, keyValue = config.KeyValueWidth, inner = config.FeedForwardWidth;
        return rank * config.Layers * ((2 * (width + query)) + (2 * (width + keyValue)) + (3 * (width + inner)));
    }

    private static long ActivationBytes(DecoderConfig config, long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        var kept = Single * config.Layers * config.Width;
        var ofOneLayer = Single * ((4L * config.Width) + (2L * config.QueryWidth) + (2L * config.KeyValueWidth) + (4L * config.FeedForwardWidth));
        ofOneLayer += config.QueryKeyNorm ? Single * (config.QueryWidth + (long)config.KeyValueWidth) : 0;
        var logits = TrainedShare * 3 * Single * config.VocabularySize;
        return (long)(tokens * (kept + ofOneLayer + logits));
    }
}
