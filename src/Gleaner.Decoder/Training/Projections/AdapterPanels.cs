using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training.Projections;

/// <summary>All adapters of a model, packed for both directions after each optimiser step.</summary>
internal sealed unsafe class AdapterPanels
{
    private readonly AdapterGroup[] groups;
    private readonly AdapterGroup[][] byProjection;

    public AdapterPanels(LoraAdapter adapter, Gemm gemm)
    {
        Adapter = adapter;
        int rank = adapter.Options.Rank;

        // With dropout each adapter has an input of its own.
        bool together = adapter.Options.Dropout == 0;
        groups = [.. adapter.Layout.Modules.GroupBy(module => (module.Layer, module.Projection, together ? 0 : module.Ordinal)).Select(group => new AdapterGroup([.. group], rank, gemm))];
        ILookup<(int, Projection), AdapterGroup> lookup = groups.ToLookup(group => (group.Layer, group.Projection));
        byProjection = [.. from layer in Enumerable.Range(0, adapter.Config.Layers) from projection in Enum.GetValues<Projection>() select lookup[(layer, projection)].ToArray()];
    }

    public LoraAdapter Adapter { get; }

    /// <summary>Number of groups.</summary>
    public int Count => groups.Length;

    /// <summary>The adapters of a projection: none, one group, or a group for each part.</summary>
    public ReadOnlySpan<AdapterGroup> Of(int layer, Projection projection) => byProjection[(layer * 5) + (int)projection];

    /// <summary>Packs one group; different ones may be packed at the same time.</summary>
    public void Pack(int index) => groups[index].Pack(Adapter.Weights.Buffer.Pointer);
}
