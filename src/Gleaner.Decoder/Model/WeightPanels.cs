using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>All matrices of a model as right-hand sides, for one direction.</summary>
internal interface IModelPanels
{
    IReadOnlyList<LayerPanels> Layers { get; }

    WeightMatrix Head { get; }
}

/// <summary>The matrices of one layer, packed.</summary>
internal sealed record LayerPanels(
    WeightMatrix Query, WeightMatrix KeyValue, WeightMatrix AttentionOutput, WeightMatrix GateUp, WeightMatrix Down)
{
    public WeightMatrix this[Projection projection] => projection switch
    {
        Projection.Query => Query,
        Projection.KeyValue => KeyValue,
        Projection.AttentionOutput => AttentionOutput,
        Projection.GateUp => GateUp,
        _ => Down,
    };

    /// <summary>Something made of each matrix.</summary>
    public LayerPanels Select(Func<WeightMatrix, WeightMatrix> of) => new(of(Query), of(KeyValue), of(AttentionOutput), of(GateUp), of(Down));
}

/// <summary>
/// All matrices of a model packed as right-hand sides: to multiply inputs with (forward), or gradients of outputs (backward).
/// Packed once for each optimiser step or snapshot.
/// </summary>
internal sealed unsafe class WeightPanels : IModelPanels
{
    private readonly List<(PackedMatrix Matrix, int Offset)> matrices = [];
    private readonly Gemm gemm;
    private readonly bool backward;

    public WeightPanels(ParameterLayout layout, Gemm gemm, bool backward)
    {
        this.gemm = gemm;
        this.backward = backward;
        DecoderConfig config = layout.Config;
        int width = config.Width, inner = config.FeedForwardWidth;
        Layers =
        [
            .. layout.Layers.Select(layer => new LayerPanels(
                Add(layer.Query, config.QueryWidth, width),
                Add(layer.KeyValue, 2 * config.KeyValueWidth, width),
                Add(layer.AttentionOutput, width, config.QueryWidth),
                Add(layer.GateUp, 2 * inner, width),
                Add(layer.Down, width, inner))),
        ];
        Head = Add(layout.Head, config.VocabularySize, width);
    }

    public IReadOnlyList<LayerPanels> Layers { get; }

    public WeightMatrix Head { get; }

    /// <summary>Number of matrices.</summary>
    public int Count => matrices.Count;

    /// <summary>Packs one matrix; different matrices may be packed at the same time.</summary>
    public void Pack(int index, float* weights)
    {
        (PackedMatrix matrix, int offset) = matrices[index];
        if (backward)
        {
            matrix.Pack(weights + offset);
        }
        else
        {
            matrix.PackTransposed(weights + offset);
        }
    }

    public void PackAll(float* weights)
    {
        for (int i = 0; i < Count; i++)
        {
            Pack(i, weights);
        }
    }

    private PackedMatrix Add(int offset, int outputs, int inputs)
    {
        bool plain = gemm.TakesPlainWeights;
        PackedMatrix matrix = backward ? new PackedMatrix(gemm, outputs, inputs, plain) : new PackedMatrix(gemm, inputs, outputs, plain);
        matrices.Add((matrix, offset));
        return matrix;
    }
}
