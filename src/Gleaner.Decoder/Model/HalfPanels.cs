using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>The matrices of a model as bfloat16, for one direction.</summary>
internal sealed record HalfPanels(IReadOnlyList<LayerPanels> Layers, WeightMatrix Head) : IModelPanels
{
    /// <summary>Reads the projections and takes over a head.</summary>
    public static HalfPanels Load(DecoderConfig config, HalfLoader loader, HalfMatrix head) =>
        new([.. Enumerable.Range(0, config.Layers).Select(layer => LoadLayer(config, loader, $"model.layers.{layer}."))], head);

    /// <summary>The same memory for the other direction.</summary>
    public HalfPanels Transpose() => new([.. Layers.Select(layer => layer.Select(Transpose))], Transpose(Head));

    private static WeightMatrix Transpose(WeightMatrix matrix) => ((HalfMatrix)matrix).Transposed;

    private static LayerPanels LoadLayer(DecoderConfig config, HalfLoader loader, string layer)
    {
        int width = config.Width, inner = config.FeedForwardWidth;
        string attention = layer + "self_attn.", feedForward = layer + "mlp.";
        return new LayerPanels(
            loader.Load(width, (attention + "q_proj.weight", config.QueryWidth)),
            loader.Load(width, (attention + "k_proj.weight", config.KeyValueWidth), (attention + "v_proj.weight", config.KeyValueWidth)),
            loader.Load(config.QueryWidth, (attention + "o_proj.weight", width)),
            loader.Load(width, (feedForward + "gate_proj.weight", inner), (feedForward + "up_proj.weight", inner)),
            loader.Load(inner, (feedForward + "down_proj.weight", width)));
    }
}
