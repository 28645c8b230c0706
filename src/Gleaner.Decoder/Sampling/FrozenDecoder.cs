using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// A model's weights, copied and laid out for decoding. Immutable: any number of <see cref="InferenceSession"/>s on any
/// threads share one, while the model it came from trains on.
/// </summary>
public sealed unsafe class FrozenDecoder
{
    private FrozenDecoder(DecoderModel model, Gemm gemm)
    {
        Gemm = gemm;
        Layout = model.Layout;
        Weights = new ParameterSet(Layout);
        model.Weights.Buffer.Span.CopyTo(Weights.Buffer.Span);
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

    internal static FrozenDecoder From(DecoderModel model, Gemm gemm) => new(model, gemm);
}
