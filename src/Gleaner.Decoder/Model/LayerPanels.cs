using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

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
