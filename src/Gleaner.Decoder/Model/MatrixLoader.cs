using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>Fills matrices from tensors a piece at a time, and remembers where each tensor went.</summary>
/// <param name="create">Makes an empty matrix of depth and columns.</param>
/// <param name="read">Gives the values.</param>
internal sealed class MatrixLoader<TMatrix>(Func<int, int, TMatrix> create, TensorReader read)
    where TMatrix : WeightMatrix, IColumnMatrix
{
    /// <summary>Values that are read at a time: at least a row.</summary>
    private const int PieceLength = 1 << 18;

    private float[] _piece = new float[PieceLength];

    /// <summary>The matrix of each tensor, and the column of it that is the tensor's first row.</summary>
    public Dictionary<string, (TMatrix Matrix, int FirstColumn)> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>The embedding.</summary>
    public TMatrix LoadEmbedding(DecoderConfig config) => Load(config.Width, ("model.embed_tokens.weight", config.VocabularySize));

    /// <summary>An output head of its own.</summary>
    public TMatrix LoadHead(DecoderConfig config) => Load(config.Width, ("lm_head.weight", config.VocabularySize));

    /// <summary>One matrix from tensors [outputs, inputs] whose outputs lie side by side.</summary>
    public TMatrix Load(int inputs, params ReadOnlySpan<(string Name, int Outputs)> tensors)
    {
        int columns = 0, first = 0;
        foreach (var (_, outputs) in tensors)
        {
            columns += outputs;
        }

        var matrix = create(inputs, columns);
        foreach (var (name, outputs) in tensors)
        {
            Places.Add(name, (matrix, first));
            Load(matrix, first, name, outputs);
            first += outputs;
        }

        return matrix;
    }

    private void Load(TMatrix matrix, int first, string name, int outputs)
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
