using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Weights as the passes of all threads read them, in both directions: those of a model, packed again when they change, or
/// frozen ones, which are packed already.
/// </summary>
internal sealed unsafe class TrainingWeights
{
    private readonly ParameterSet? _parameters;
    private readonly WeightPanels? _forward;
    private readonly WeightPanels? _backward;
    private readonly FrozenWeights? _frozen;

    public TrainingWeights(DecoderModel model, Gemm gemm)
    {
        _parameters = model.Weights;
        Layout = model.Layout;
        Gemm = gemm;
        Forward = _forward = new WeightPanels(Layout, gemm, backward: false);
        Backward = ModelPanels.TryTranspose(_forward) ?? (IModelPanels)(_backward = new WeightPanels(Layout, gemm, backward: true));
        Rope = new Rope(Layout.Config);
    }

    /// <param name="decoder">The frozen weights.</param>
    /// <param name="gemm">What multiplies with them where it takes them rounded; if not, they are multiplied as they are held.</param>
    public TrainingWeights(FrozenDecoder decoder, Gemm gemm)
    {
        if (decoder.Precision == WeightPrecision.Int8)
        {
            throw new ArgumentException("Weights of 8 bits are for decoding alone: load them in fp32 or bfloat16 to train adapters beside them.", nameof(decoder));
        }

        _frozen = decoder.Weights;
        Layout = _frozen.Layout;
        Rope = decoder.Rope;
        if (gemm is OneDnnHalfGemm)
        {
            Gemm = gemm;
            Forward = _frozen.Rounded;
            Backward = ModelPanels.TryTranspose(Forward)!;
            return;
        }

        Gemm = _frozen.Gemm;
        Forward = _frozen.Forward;
        Backward = _frozen.Backward;
    }

    /// <summary>Places at <see cref="Pointer"/>; those of matrices may be −1 where weights are frozen.</summary>
    public ParameterLayout Layout { get; }

    public Gemm Gemm { get; }

    public Rope Rope { get; }

    public IModelPanels Forward { get; }

    public IModelPanels Backward { get; }

    public float* Pointer => _parameters is null ? _frozen!.Pointer : _parameters.Buffer.Pointer;

    /// <summary>Number of packings that <see cref="Pack"/> knows.</summary>
    public int PackCount => (_forward?.Count ?? 0) + (_backward?.Count ?? 0);

    /// <summary>Brings one packing up to date with the weights; different ones may run at the same time.</summary>
    public void Pack(int index)
    {
        if (index < _forward!.Count)
        {
            _forward.Pack(index, Pointer);
        }
        else
        {
            _backward!.Pack(index - _forward.Count, Pointer);
        }
    }

    /// <summary>The input row of a token; <paramref name="before"/> is the id of the token before it, or −1.</summary>
    public void Embed(int token, int before, float* x)
    {
        if (_frozen is null)
        {
            Embedding.Forward(Layout, Pointer, token, before, x);
        }
        else
        {
            _frozen.Embed(token, before, x);
        }
    }
}
