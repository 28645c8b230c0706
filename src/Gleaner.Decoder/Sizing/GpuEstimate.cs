using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sizing;

/// <summary>
/// The memory, in bytes, that a chat model takes on GPUs when other programs run it: an inference server that holds it in 2 bytes a value, and
/// trainers/sft.py. From the shape alone, by formulas that docs/models.md gives; not measured on a GPU.
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

    /// <summary>Training of adapters on all linear layers with <c>--bf16 --gradient-checkpointing</c>, beside weights in 2 bytes.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="rank">Rank of the adapters, at least 1.</param>
    /// <param name="tokens">Tokens of a micro-batch, padding included.</param>
    public static GpuEstimate OfAdapters(DecoderConfig config, int rank, long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        return OfTraining(config, new GpuTraining { Rank = rank, Tokens = tokens });
    }

    /// <summary>Training of all weights with <c>--bf16 --gradient-checkpointing</c>.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="tokens">Tokens of a micro-batch of one process, padding included.</param>
    /// <param name="processes">Over how many GPUs weights, gradients and moments are sharded (<c>--fsdp</c>); 1 for none.</param>
    /// <returns>What each GPU takes.</returns>
    public static GpuEstimate OfAllWeights(DecoderConfig config, long tokens, int processes = 1) =>
        OfTraining(config, new GpuTraining { Tokens = tokens, Shards = processes });

    /// <summary>Training by trainers/sft.py, with the options that it is given.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="training">The options.</param>
    /// <returns>What each GPU takes.</returns>
    public static GpuEstimate OfTraining(DecoderConfig config, GpuTraining training)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfLessThan(training.Shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(training.Rank);
        long values = ParameterCounts.Of(config), shards = training.Shards;
        var learned = training.Rank == 0 ? values : AdapterValues(config, training.Rank);
        var frozen = training.Rank == 0 ? 0 : values;

        // Sharding wants one type for all weights; only without it are frozen ones held in half the bytes.
        var ofFrozen = training.InBFloat16 && shards == 1 ? Half : Single;
        return new GpuEstimate
        {
            Weights = (Single * learned / shards) + (ofFrozen * frozen / shards) + Gathered(config, training),
            Gradients = Single * learned / shards,
            Optimizer = 2 * Single * learned / shards,
            Activations = ActivationBytes(config, training),
        };
    }

    /// <summary>Floating-point operations of a training with recomputed layers: 8 for each weight and token, 6 where only adapters learn.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="tokens">Tokens of all steps.</param>
    /// <param name="adapters">Whether only adapters learn.</param>
    public static double TrainingOperations(DecoderConfig config, long tokens, bool adapters) => (adapters ? 6.0 : 8.0) * ParameterCounts.OfMatrices(config) * tokens;

    // What is gathered for a product: of shards a layer and the vocabulary, else the copies that autocast makes of all weights it trains.
    private static long Gathered(DecoderConfig config, GpuTraining training) =>
        training.Shards > 1 ? (training.InBFloat16 ? Half : Single) * ((2 * ParameterCounts.OfLayer(config)) + (2L * config.VocabularySize * config.Width))
        : training is { InBFloat16: true, Rank: 0 } ? Half * ParameterCounts.Of(config)
        : 0;

    private static long AdapterValues(DecoderConfig config, int rank)
    {
        ArgumentNullException.ThrowIfNull(config);
        long width = config.Width, query = config.QueryWidth, keyValue = config.KeyValueWidth, inner = config.FeedForwardWidth;
        return rank * config.Layers * ((2 * (width + query)) + (2 * (width + keyValue)) + (3 * (width + inner)));
    }

    private static long ActivationBytes(DecoderConfig config, GpuTraining training)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(training.Tokens, nameof(training));
        var ofOneLayer = Single * ((4L * config.Width) + (2L * config.QueryWidth) + (2L * config.KeyValueWidth) + (4L * config.FeedForwardWidth));
        ofOneLayer += config.QueryKeyNorm ? Single * (config.QueryWidth + (long)config.KeyValueWidth) : 0;
        var layers = training.RecomputesLayers ? (Single * config.Layers * config.Width) + ofOneLayer : config.Layers * ofOneLayer;
        var logits = TrainedShare * 3 * Single * config.VocabularySize;
        return (long)(training.Tokens * (layers + logits));
    }
}
