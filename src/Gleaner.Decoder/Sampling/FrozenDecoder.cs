using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// A model's weights, copied and laid out for decoding. Immutable: any number of <see cref="InferenceSession"/>s on any
/// threads share one, while the model it came from trains on.
/// </summary>
public sealed unsafe class FrozenDecoder
{
    private FrozenDecoder(DecoderModel model, LoraAdapter? adapter, Gemm gemm)
    {
        Gemm = gemm;
        Layout = model.Layout;
        Weights = new ParameterSet(Layout);
        model.Weights.Buffer.Span.CopyTo(Weights.Buffer.Span);
        adapter?.AddTo(Weights.Buffer);
        Panels = new WeightPanels(Layout, gemm, backward: false);
        Panels.PackAll(Weights.Buffer.Pointer);
        Rope = new Rope(Config);
    }

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config => Layout.Config;

    internal ParameterLayout Layout { get; }

    internal ParameterSet Weights { get; }

    internal WeightPanels Panels { get; }

    internal Rope Rope { get; }

    internal Gemm Gemm { get; }

    /// <summary>Takes a snapshot of a model; milliseconds for a model of a few million parameters.</summary>
    /// <param name="model">The model; must not be written meanwhile.</param>
    public static FrozenDecoder From(DecoderModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return From(model, Gemm.Best);
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
        return new FrozenDecoder(model, adapter, Gemm.Best);
    }

    internal static FrozenDecoder From(DecoderModel model, Gemm gemm) => new(model, null, gemm);
}
