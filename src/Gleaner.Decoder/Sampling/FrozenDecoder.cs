using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// A model's weights, copied and laid out for decoding, and for training adapters beside them. Immutable: any number of
/// <see cref="InferenceSession"/>s on any threads share one, while the model it came from trains on.
/// </summary>
public sealed unsafe class FrozenDecoder
{
    internal FrozenDecoder(FrozenWeights weights)
    {
        Weights = weights;
        Rope = new Rope(Config);
    }

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config => Layout.Config;

    /// <summary>How the weights are held.</summary>
    public WeightPrecision Precision => Weights.Precision;

    internal FrozenWeights Weights { get; }

    internal ParameterLayout Layout => Weights.Layout;

    internal IModelPanels Panels => Weights.Forward;

    internal Rope Rope { get; }

    internal Gemm Gemm => Weights.Gemm;

    /// <summary>Takes a snapshot of a model in fp32; milliseconds for a model of a few million parameters.</summary>
    /// <param name="model">The model; must not be written meanwhile.</param>
    public static FrozenDecoder From(DecoderModel model) => From(model, WeightPrecision.Single);

    /// <summary>Takes a snapshot of a model; milliseconds for a model of a few million parameters.</summary>
    /// <param name="model">The model; must not be written meanwhile.</param>
    /// <param name="precision">How to hold the copy.</param>
    public static FrozenDecoder From(DecoderModel model, WeightPrecision precision)
    {
        ArgumentNullException.ThrowIfNull(model);
        return From(model, Gemm.Best, precision);
    }

    /// <summary>Takes a snapshot of a model with adapters merged into the copy: decoding costs as much as without them.</summary>
    /// <param name="model">The model; must not be written meanwhile.</param>
    /// <param name="adapter">The adapters; must not be written meanwhile.</param>
    /// <exception cref="ArgumentException">The adapters belong to another shape.</exception>
    public static FrozenDecoder From(DecoderModel model, LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(adapter);
        adapter.RequireShapeOf(model.Config);
        return new FrozenDecoder(new SingleWeights(model.Layout, Gemm.Best, Reader(model), adapter.AddTo));
    }

    /// <summary>
    /// A copy with adapters merged into it. It is fp32: what adapters add is often less than the last digit of a bfloat16.
    /// </summary>
    /// <param name="frozen">The weights that the adapters were trained beside.</param>
    /// <param name="adapter">The adapters; must not be written meanwhile.</param>
    /// <exception cref="ArgumentException">The adapters belong to another shape.</exception>
    public static FrozenDecoder From(FrozenDecoder frozen, LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        ArgumentNullException.ThrowIfNull(adapter);
        adapter.RequireShapeOf(frozen.Config);
        return new FrozenDecoder(new SingleWeights(new ParameterLayout(frozen.Config), frozen.Gemm, frozen.Weights.Read, adapter.AddTo));
    }

    /// <summary>A copy with adapters merged into it, held as asked. While it is made there is an fp32 one beside it.</summary>
    /// <param name="frozen">The weights that the adapters were trained beside.</param>
    /// <param name="adapter">The adapters; must not be written meanwhile.</param>
    /// <param name="precision">How to hold the copy. Of bfloat16 see <see cref="From(FrozenDecoder, LoraAdapter)"/>.</param>
    /// <exception cref="ArgumentException">The adapters belong to another shape.</exception>
    public static FrozenDecoder From(FrozenDecoder frozen, LoraAdapter adapter, WeightPrecision precision)
    {
        if (precision == WeightPrecision.Single)
        {
            return From(frozen, adapter);
        }

        ArgumentNullException.ThrowIfNull(frozen);
        ArgumentNullException.ThrowIfNull(adapter);
        adapter.RequireShapeOf(frozen.Config);
        var merged = frozen.ToModel();
        adapter.AddTo(merged.Weights.Buffer);
        return From(merged, frozen.Gemm, precision);
    }

    /// <summary>The weights as a model of its own, in fp32: to merge adapters into, to export, or to train.</summary>
    public DecoderModel ToModel()
    {
        var model = DecoderModel.CreateZeroed(Config);
        foreach (var parameter in model.Parameters)
        {
            Weights.Read(parameter.Name, 0, parameter.Span);
        }

        return model;
    }

    internal static FrozenDecoder From(DecoderModel model, Gemm gemm, WeightPrecision precision = WeightPrecision.Single) =>
        From(model.Layout, gemm, precision, Reader(model));

    /// <summary>From values that are read piece by piece.</summary>
    internal static FrozenDecoder From(ParameterLayout layout, Gemm gemm, WeightPrecision precision, TensorReader read) => new(precision switch
    {
        WeightPrecision.Single => new SingleWeights(layout, gemm, read, change: null),
        WeightPrecision.BFloat16 => new MatrixWeights<HalfMatrix>(layout.Config, gemm, precision, (depth, columns) => new HalfMatrix(gemm, depth, columns), read),
        WeightPrecision.Int8 => new MatrixWeights<ByteMatrix>(layout.Config, gemm, precision, (depth, columns) => new ByteMatrix(depth, columns), read),
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Not a defined precision."),
    });

    private static TensorReader Reader(DecoderModel model) =>
        (name, first, destination) => model[name].Span.Slice(first, destination.Length).CopyTo(destination);
}
