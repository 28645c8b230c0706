using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>Fills bfloat16 matrices from tensors a piece at a time, and remembers where each tensor went.</summary>
internal sealed class HalfLoader(Gemm gemm, TensorReader read)
{
    /// <summary>Values that are read at a time: at least a row.</summary>
    private const int PieceLength = 1 << 18;

    private float[] piece = new float[PieceLength];

    /// <summary>The matrix of each tensor, and the column of it that is the tensor's first row.</summary>
    public Dictionary<string, (HalfMatrix Matrix, int FirstColumn)> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>One matrix from tensors [outputs, inputs] whose outputs lie side by side.</summary>
    public HalfMatrix Load(int inputs, params ReadOnlySpan<(string Name, int Outputs)> tensors)
    {
        int columns = 0, first = 0;
        foreach ((_, int outputs) in tensors)
        {
            columns += outputs;
        }

        HalfMatrix matrix = new(gemm, inputs, columns);
        foreach ((string name, int outputs) in tensors)
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
        if (piece.Length < rows * inputs)
        {
            piece = new float[rows * inputs];
        }

        for (int row = 0; row < outputs; row += rows)
        {
            Span<float> values = piece.AsSpan(0, Math.Min(rows, outputs - row) * inputs);
            read(name, row * inputs, values);
            for (int i = 0; i < values.Length / inputs; i++)
            {
                matrix.SetColumn(first + row + i, values.Slice(i * inputs, inputs));
            }
        }
    }
}
