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

/// <summary>Fills bfloat16 matrices from tensors a piece at a time, and remembers where each tensor went.</summary>
internal sealed class HalfLoader(Gemm gemm, TensorReader read)
{
    /// <summary>Values that are read at a time: at least a row.</summary>
    private const int PieceLength = 1 << 18;

    private float[] _piece = new float[PieceLength];

    /// <summary>The matrix of each tensor, and the column of it that is the tensor's first row.</summary>
    public Dictionary<string, (HalfMatrix Matrix, int FirstColumn)> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>One matrix from tensors [outputs, inputs] whose outputs lie side by side.</summary>
    public HalfMatrix Load(int inputs, params ReadOnlySpan<(string Name, int Outputs)> tensors)
    {
        int columns = 0, first = 0;
        foreach (var (_, outputs) in tensors)
        {
            columns += outputs;
        }

        var matrix = new HalfMatrix(gemm, inputs, columns);
        foreach (var (name, outputs) in tensors)
        {
            Places.Add(name, (matrix, first));
            Load(matrix, first, name, outputs);
            first += outputs;
        }

        return matrix;
    }

    private void Load(HalfMatrix matrix, int first, string name, int outputs)
    {
        int inputs = matrix.Depth, rows = Math.Max(1, PieceLength / inputs);
        if (_piece.Length < rows * inputs)
        {
            _piece = new float[rows * inputs];
        }

        for (var row = 0; row < outputs; row += rows)
        {
            var values = _piece.AsSpan(0, Math.Min(rows, outputs - row) * inputs);
            read(name, row * inputs, values);
            for (var i = 0; i < values.Length / inputs; i++)
            {
                matrix.SetColumn(first + row + i, values.Slice(i * inputs, inputs));
            }
        }
    }
}
