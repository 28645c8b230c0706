using System.Globalization;
using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Sizing;

/// <summary>
/// The memory that a model takes for some use, in bytes, reckoned from its shape alone: known before anything is loaded.
/// Add estimates for uses at the same time.
/// </summary>
public sealed record SizeEstimate
{
    private const int Float = sizeof(float);
    private const int Half = 2;

    /// <summary>The weights themselves.</summary>
    public long Weights { get; init; }

    /// <summary>Packed copies of the weights, for products.</summary>
    public long Panels { get; init; }

    /// <summary>Gradients of the weights: one for each shard, and their sum.</summary>
    public long Gradients { get; init; }

    /// <summary>Both moments of the optimiser.</summary>
    public long Optimizer { get; init; }

    /// <summary>Activations and scratch memory of all threads.</summary>
    public long Activations { get; init; }

    /// <summary>Cached keys and values.</summary>
    public long KeyValueCache { get; init; }

    /// <summary>All together.</summary>
    public long Total => Parts.Sum(part => part.Bytes);

    private IEnumerable<(string Name, long Bytes, string Help)> Parts =>
    [
        ("weights", Weights, "decode from, or train adapters over, a frozen bf16 copy"),
        ("packed weights", Panels, "decode from, or train adapters over, a frozen bf16 copy"),
        ("gradients", Gradients, "use fewer shards, or train LoRA adapters instead of all weights"),
        ("the optimiser", Optimizer, "train LoRA adapters instead of all weights"),
        ("activations", Activations, "use shorter sequences, recompute layers, or fewer threads"),
        ("cached keys and values", KeyValueCache, "decode fewer or shorter sequences at once"),
    ];

    /// <summary>A model in memory, as it is after loading.</summary>
    /// <param name="config">The model's shape.</param>
    public static SizeEstimate OfModel(DecoderConfig config) => new() { Weights = Float * ParameterCounts.Of(config) };

    /// <summary>Training of all weights, the model included.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="options">The trainer's settings.</param>
    /// <param name="longestSequence">Tokens of the longest sequence.</param>
    public static SizeEstimate OfTraining(DecoderConfig config, TrainerOptions options, int longestSequence)
    {
        ArgumentNullException.ThrowIfNull(options);
        var parameters = ParameterCounts.Of(config);
        return new SizeEstimate
        {
            Weights = Float * parameters,
            Panels = (InHalves(options) ? Half : 2 * Float) * ParameterCounts.OfMatrices(config),
            Gradients = Float * parameters * (options.Shards + 1),
            Optimizer = 2 * Float * parameters,
            Activations = options.Threads * ActivationCounts.OfRow(config, longestSequence, options.RecomputeLayers) * Float,
        };
    }

    /// <summary>Frozen weights, as they are after loading; a model that they were copied from is not included.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="precision">How the weights are held.</param>
    public static SizeEstimate OfFrozen(DecoderConfig config, WeightPrecision precision)
    {
        long parameters = ParameterCounts.Of(config), matrices = ParameterCounts.OfMatrices(config);
        var vectors = ParameterCounts.OfVectors(config);
        return precision switch
        {
            WeightPrecision.Single => new SizeEstimate { Weights = Float * parameters, Panels = Float * matrices },
            WeightPrecision.BFloat16 => new SizeEstimate { Weights = Float * vectors, Panels = Half * (parameters - vectors) },
            _ => new SizeEstimate { Weights = Float * vectors, Panels = ByteProducts.BlockBytes * (parameters - vectors) / (ByteProducts.PanelWidth * ByteProducts.BlockLength) },
        };
    }

    /// <summary>Training of adapters beside frozen weights, which are included.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="precision">How the frozen weights are held.</param>
    /// <param name="adapter">Shape of the adapters.</param>
    /// <param name="options">The trainer's settings.</param>
    /// <param name="longestSequence">Tokens of the longest sequence.</param>
    public static SizeEstimate OfAdapterTraining(
        DecoderConfig config, WeightPrecision precision, LoraOptions adapter, TrainerOptions options, int longestSequence)
    {
        ArgumentNullException.ThrowIfNull(options);
        var learned = new LoraLayout(new ParameterLayout(config), adapter).Length;
        long perMatrixValue = InHalves(options) ? Half : precision == WeightPrecision.Single ? Float : 0;
        return OfFrozen(config, precision) + new SizeEstimate
        {
            Weights = Float * learned,
            Panels = (perMatrixValue * ParameterCounts.OfMatrices(config)) + (2 * Float * learned),
            Gradients = Float * learned * (options.Shards + 1),
            Optimizer = 2 * Float * learned,
            Activations = options.Threads * ActivationCounts.OfRow(config, longestSequence, options.RecomputeLayers) * Float,
        };
    }

    /// <summary>Decoding from frozen weights, which are included; a model that they were copied from is not.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="cachedTokens">Tokens held at the same time in all slots, those of shared beginnings counted once.</param>
    /// <param name="precision">How the frozen weights are held.</param>
    public static SizeEstimate OfDecoding(DecoderConfig config, long cachedTokens, WeightPrecision precision = WeightPrecision.Single)
    {
        ArgumentNullException.ThrowIfNull(config);
        long panelWidth = Gemm.Best.PanelWidth, values = (config.HeadWidth + panelWidth - 1) / panelWidth * panelWidth;
        var pages = (cachedTokens + KvLayout.PageLength - 1) / KvLayout.PageLength;
        return OfFrozen(config, precision) + new SizeEstimate
        {
            Activations = Float * PassRows.Limit * ActivationCounts.OfDecodedToken(config),
            KeyValueCache = pages * KvLayout.PageLength * config.Layers * config.KeyValueHeads * (config.HeadWidth + values) * Float,
        };
    }

    /// <summary>Both uses at the same time.</summary>
    /// <param name="a">One estimate.</param>
    /// <param name="b">Another.</param>
    public static SizeEstimate operator +(SizeEstimate a, SizeEstimate b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new SizeEstimate
        {
            Weights = a.Weights + b.Weights,
            Panels = a.Panels + b.Panels,
            Gradients = a.Gradients + b.Gradients,
            Optimizer = a.Optimizer + b.Optimizer,
            Activations = a.Activations + b.Activations,
            KeyValueCache = a.KeyValueCache + b.KeyValueCache,
        };
    }

    /// <summary>Throws if there is not enough memory, saying which part is the largest and what would help.</summary>
    /// <param name="availableBytes">The limit; null: what this process may use.</param>
    /// <exception cref="MemoryLimitException">The total is above the limit.</exception>
    public void EnsureFits(long? availableBytes = null)
    {
        var available = availableBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (Total <= available)
        {
            return;
        }

        var (name, bytes, help) = Parts.MaxBy(part => part.Bytes);
        throw new MemoryLimitException(
            $"This takes about {Text(Total)} of memory and {Text(available)} are available. The largest part is {name} with {Text(bytes)}: {help}.", this, available);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Text(Total)}: {string.Join(", ", Parts.Where(part => part.Bytes > 0).Select(part => $"{part.Name} {Text(part.Bytes)}"))}";

    private static bool InHalves(TrainerOptions options) => options.Accelerator == Accelerator.OneDnnBfloat16;

    private static string Text(long bytes) => bytes < 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB");
}

/// <summary>A model that cannot fit the memory for what was asked of it.</summary>
public sealed class MemoryLimitException : GleanerException
{
    internal MemoryLimitException(string message, SizeEstimate estimate, long availableBytes)
        : base(message)
    {
        Estimate = estimate;
        AvailableBytes = availableBytes;
    }

    /// <summary>What it would take.</summary>
    public SizeEstimate Estimate { get; }

    /// <summary>The limit.</summary>
    public long AvailableBytes { get; }
}

/// <summary>Numbers of floats that passes take besides the weights.</summary>
internal static class ActivationCounts
{
    /// <summary>One thread's packed row of training, forward and backward, as if all its tokens were trained.</summary>
    public static long OfRow(DecoderConfig config, int longestSequence, bool recomputesLayers)
    {
        long tokens = Math.Max(Shard.RowLength, longestSequence);
        long d = config.Width, q = config.QueryWidth, k = config.KeyValueWidth, f = config.FeedForwardWidth;
        var layer = (4 * d) + (2 * q) + (2 * k) + (3 * f);
        layer += config.QueryKeyNorm ? q + k + config.Heads + config.KeyValueHeads : 0;
        var kept = recomputesLayers ? (config.Layers * d) + layer : config.Layers * layer;
        var backward = (3 * d) + (2 * q) + (2 * k) + f + Math.Max(Math.Max(d, q), f);
        var head = OutputHead.MostRows * (config.VocabularySize + d);
        var attention = tokens * ((2L * SegmentAttention.BackwardBlock) + (3L * config.HeadWidth));
        return (tokens * (kept + backward + (3 * d))) + head + attention;
    }

    /// <summary>One new token of a decoding pass.</summary>
    public static long OfDecodedToken(DecoderConfig config) =>
        (4L * config.Width) + (2L * config.QueryWidth) + (2L * config.KeyValueWidth) + (3L * config.FeedForwardWidth);
}
