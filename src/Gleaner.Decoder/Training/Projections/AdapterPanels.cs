using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training.Projections;

/// <summary>All adapters of a model, packed for both directions after each optimiser step.</summary>
internal sealed unsafe class AdapterPanels
{
    private readonly Entry[] entries;
    private readonly Entry[][] byProjection;

    public AdapterPanels(LoraAdapter adapter, Gemm gemm)
    {
        Adapter = adapter;
        int rank = adapter.Options.Rank;
        entries = [.. adapter.Layout.Modules.Select(module => new Entry(module, rank, gemm))];
        ILookup<(int, Projection), Entry> lookup = entries.ToLookup(entry => (entry.Module.Layer, entry.Module.Projection));
        byProjection = [.. from layer in Enumerable.Range(0, adapter.Config.Layers) from projection in Enum.GetValues<Projection>() select lookup[(layer, projection)].ToArray()];
    }

    public LoraAdapter Adapter { get; }

    /// <summary>Number of adapters.</summary>
    public int Count => entries.Length;

    /// <summary>The adapters of a projection's parts: none, one, or two.</summary>
    public ReadOnlySpan<Entry> Of(int layer, Projection projection) => byProjection[(layer * 5) + (int)projection];

    /// <summary>Packs one adapter; different ones may be packed at the same time.</summary>
    public void Pack(int index) => entries[index].Pack(Adapter.Weights.Buffer.Pointer);

    /// <summary>One adapter: H = X·Aᵀ and Y = H·Bᵀ on the way forward, dH = dY·B and dX = dH·A on the way back.</summary>
    public sealed class Entry(LoraModule module, int rank, Gemm gemm)
    {
        public LoraModule Module => module;

        public PackedMatrix DownForward { get; } = new(gemm, module.Inputs, rank);

        public PackedMatrix UpForward { get; } = new(gemm, rank, module.Outputs);

        public PackedMatrix UpBackward { get; } = new(gemm, module.Outputs, rank);

        public PackedMatrix DownBackward { get; } = new(gemm, rank, module.Inputs);

        /// <summary>Index of the adapter among a model's possible ones.</summary>
        public int Slot => (module.Layer * 7) + module.Ordinal;

        public void Pack(float* weights)
        {
            DownForward.PackTransposed(weights + module.A);
            UpForward.PackTransposed(weights + module.B);
            UpBackward.Pack(weights + module.B);
            DownBackward.Pack(weights + module.A);
        }
    }
}
