using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>A model's weights as the passes of all threads read them: flat, and packed for both directions.</summary>
internal sealed unsafe class TrainingWeights
{
    private readonly ParameterSet parameters;

    public TrainingWeights(DecoderModel model, Gemm gemm)
    {
        parameters = model.Weights;
        Layout = model.Layout;
        Gemm = gemm;
        Forward = new WeightPanels(Layout, gemm, backward: false);
        Backward = new WeightPanels(Layout, gemm, backward: true);
        Rope = new Rope(Layout.Config);
    }

    public ParameterLayout Layout { get; }

    public Gemm Gemm { get; }

    public Rope Rope { get; }

    public WeightPanels Forward { get; }

    public WeightPanels Backward { get; }

    public float* Pointer => parameters.Buffer.Pointer;

    /// <summary>Number of packings that <see cref="Pack"/> knows.</summary>
    public int PackCount => Forward.Count + Backward.Count;

    /// <summary>Brings one packing up to date with the weights; different ones may run at the same time.</summary>
    public void Pack(int index)
    {
        if (index < Forward.Count)
        {
            Forward.Pack(index, Pointer);
        }
        else
        {
            Backward.Pack(index - Forward.Count, Pointer);
        }
    }
}
