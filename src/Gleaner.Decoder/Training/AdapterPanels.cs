using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>All adapters of a model, packed for both directions after each optimiser step.</summary>
internal sealed unsafe class AdapterPanels
{
    private readonly AdapterGroup[] _groups;
    private readonly AdapterGroup[][] _byProjection;

    public AdapterPanels(LoraAdapter adapter, Gemm gemm)
    {
        Adapter = adapter;
        var rank = adapter.Options.Rank;

        // With dropout each adapter has an input of its own.
        var together = adapter.Options.Dropout == 0;
        _groups = [.. adapter.Layout.Modules.GroupBy(module => (module.Layer, module.Projection, together ? 0 : module.Ordinal)).Select(group => new AdapterGroup([.. group], rank, gemm))];
        ILookup<(int, Projection), AdapterGroup> lookup = _groups.ToLookup(group => (group.Layer, group.Projection));
        _byProjection = [.. from layer in Enumerable.Range(0, adapter.Config.Layers) from projection in Enum.GetValues<Projection>() select lookup[(layer, projection)].ToArray()];
    }

    public LoraAdapter Adapter { get; }

    /// <summary>Number of groups.</summary>
    public int Count => _groups.Length;

    /// <summary>The adapters of a projection: none, one group, or a group for each part.</summary>
    public ReadOnlySpan<AdapterGroup> Of(int layer, Projection projection) => _byProjection[(layer * 5) + (int)projection];

    /// <summary>Packs one group; different ones may be packed at the same time.</summary>
    public void Pack(int index) => _groups[index].Pack(Adapter.Weights.Buffer.Pointer);
}

/// <summary>
/// The adapters of one projection's parts that read the same input, keys and values for instance: their A are one matrix of
/// <see cref="Rank"/> rows. H = X·Aᵀ and Y = H·Bᵀ on the way forward, dH = dY·B and dX = dH·A on the way back.
/// </summary>
internal sealed unsafe class AdapterGroup
{
    private readonly LoraModule[] _modules;
    private readonly PackedMatrix[] _upForward;
    private readonly PackedMatrix[] _upBackward;

    public AdapterGroup(LoraModule[] modules, int rank, Gemm gemm)
    {
        _modules = modules;
        Rank = modules.Length * rank;
        DownForward = new PackedMatrix(gemm, Inputs, Rank);
        DownBackward = new PackedMatrix(gemm, Rank, Inputs);
        _upForward = [.. modules.Select(module => new PackedMatrix(gemm, rank, module.Outputs))];
        _upBackward = [.. modules.Select(module => new PackedMatrix(gemm, module.Outputs, rank))];
    }

    public ReadOnlySpan<LoraModule> Modules => _modules;

    public int Layer => _modules[0].Layer;

    public Projection Projection => _modules[0].Projection;

    public int Inputs => _modules[0].Inputs;

    /// <summary>Sum of the adapters' ranks.</summary>
    public int Rank { get; }

    /// <summary>Offset of all A, one after another.</summary>
    public long A => _modules[0].A;

    /// <summary>Index of the first adapter among a model's possible ones.</summary>
    public int Slot => (Layer * 7) + _modules[0].Ordinal;

    public PackedMatrix DownForward { get; }

    public PackedMatrix DownBackward { get; }

    public PackedMatrix UpForward(int module) => _upForward[module];

    public PackedMatrix UpBackward(int module) => _upBackward[module];

    public void Pack(float* weights)
    {
        DownForward.PackTransposed(weights + A);
        DownBackward.Pack(weights + A);
        for (var i = 0; i < _modules.Length; i++)
        {
            _upForward[i].PackTransposed(weights + _modules[i].B);
            _upBackward[i].Pack(weights + _modules[i].B);
        }
    }
}
