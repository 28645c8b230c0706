using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>The matrices of one layer, packed.</summary>
internal sealed record LayerPanels(
    PackedMatrix Query, PackedMatrix KeyValue, PackedMatrix AttentionOutput, PackedMatrix GateUp, PackedMatrix Down)
{
    public PackedMatrix this[Projection projection] => projection switch
    {
        Projection.Query => Query,
        Projection.KeyValue => KeyValue,
        Projection.AttentionOutput => AttentionOutput,
        Projection.GateUp => GateUp,
        _ => Down,
    };
}
