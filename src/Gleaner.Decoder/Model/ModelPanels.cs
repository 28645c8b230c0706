using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>The matrices of a model that are filled once, for one direction.</summary>
internal sealed record ModelPanels(IReadOnlyList<LayerPanels> Layers, WeightMatrix Head) : IModelPanels
{
    /// <summary>Reads the projections and takes over a head.</summary>
    public static ModelPanels Load<TMatrix>(DecoderConfig config, MatrixLoader<TMatrix> loader, TMatrix head)
        where TMatrix : WeightMatrix, IColumnMatrix =>
        new([.. Enumerable.Range(0, config.Layers).Select(layer => LoadLayer(config, loader, $"model.layers.{layer}."))], head);

    /// <summary>The same memory for the other direction; null where it serves one alone.</summary>
    public static ModelPanels? TryTranspose(IModelPanels panels) => panels.Head.Transposed is null
        ? null
        : new([.. panels.Layers.Select(layer => layer.Select(Transpose))], Transpose(panels.Head));

    private static WeightMatrix Transpose(WeightMatrix matrix) => matrix.Transposed!;

    private static LayerPanels LoadLayer<TMatrix>(DecoderConfig config, MatrixLoader<TMatrix> loader, string layer)
        where TMatrix : WeightMatrix, IColumnMatrix
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
