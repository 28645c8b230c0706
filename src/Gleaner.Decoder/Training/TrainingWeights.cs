using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Weights as the passes of all threads read them, in both directions: those of a model, packed anew when they change, or
/// frozen ones, which are packed already.
/// </summary>
internal sealed unsafe class TrainingWeights
{
    private readonly ParameterSet? parameters;
    private readonly WeightPanels? forward;
    private readonly WeightPanels? backward;
    private readonly FrozenWeights? frozen;

    public TrainingWeights(DecoderModel model, Gemm gemm)
    {
        parameters = model.Weights;
        Layout = model.Layout;
        Gemm = gemm;
        Forward = forward = new WeightPanels(Layout, gemm, backward: false);
        Backward = backward = new WeightPanels(Layout, gemm, backward: true);
        Rope = new Rope(Layout.Config);
    }

    public TrainingWeights(FrozenDecoder decoder)
    {
        frozen = decoder.Weights;
        Layout = frozen.Layout;
        Gemm = frozen.Gemm;
        Forward = frozen.Forward;
        Backward = frozen.Backward;
        Rope = decoder.Rope;
    }

    /// <summary>Places at <see cref="Pointer"/>; those of matrices may be −1 where weights are frozen.</summary>
    public ParameterLayout Layout { get; }

    public Gemm Gemm { get; }

    public Rope Rope { get; }

    public IModelPanels Forward { get; }

    public IModelPanels Backward { get; }

    public float* Pointer => parameters is null ? frozen!.Pointer : parameters.Buffer.Pointer;

    /// <summary>Number of packings that <see cref="Pack"/> knows.</summary>
    public int PackCount => forward is null ? 0 : forward.Count + backward!.Count;

    /// <summary>Brings one packing up to date with the weights; different ones may run at the same time.</summary>
    public void Pack(int index)
    {
        if (index < forward!.Count)
        {
            forward.Pack(index, Pointer);
        }
        else
        {
            backward!.Pack(index - forward.Count, Pointer);
        }
    }

    /// <summary>The input row of a token; <paramref name="before"/> is the id of the token before it, or −1.</summary>
    public void Embed(int token, int before, float* x)
    {
        if (frozen is null)
        {
            Embedding.Forward(Layout, Pointer, token, before, x);
        }
        else
        {
            frozen.Embed(token, before, x);
        }
    }
}
