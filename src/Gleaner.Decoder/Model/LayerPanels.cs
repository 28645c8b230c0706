using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>The matrices of one layer, packed.</summary>
internal sealed record LayerPanels(
    PackedMatrix Query, PackedMatrix KeyValue, PackedMatrix AttentionOutput, PackedMatrix GateUp, PackedMatrix Down);
