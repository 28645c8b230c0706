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
    private readonly List<(TakenMatrix Matrix, long Offset)> _matrices = [];
    private readonly Gemm _gemm;
    private readonly bool _backward;

    public WeightPanels(ParameterLayout layout, Gemm gemm, bool backward)
    {
        _gemm = gemm;
        _backward = backward;
        var config = layout.Config;
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
    public int Count => _matrices.Count;

    /// <summary>Packs one matrix; different matrices may be packed at the same time.</summary>
    public void Pack(int index, float* weights)
    {
        var (matrix, offset) = _matrices[index];
        if (_backward)
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
        for (var i = 0; i < Count; i++)
        {
            Pack(i, weights);
        }
    }

    private TakenMatrix Add(long offset, int outputs, int inputs)
    {
        var matrix = _backward ? _gemm.CreateMatrix(outputs, inputs) : _gemm.CreateMatrix(inputs, outputs);
        _matrices.Add((matrix, offset));
        return matrix;
    }
}
