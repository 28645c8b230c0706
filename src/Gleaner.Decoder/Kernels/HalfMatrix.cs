namespace Gleaner.Decoder.Kernels;

/// <summary>
/// A right-hand side in panels of bfloat16: half the memory, and where memory is what takes the time, half the time. Products
/// have the bits that fp32 panels of the rounded values would give. Weights [outputs, inputs] are columns × depth; one copy
/// serves both directions, by <see cref="Transposed"/>.
/// Within 16 columns, column i lies beside column i + 8, so that shift and mask widen them without moving lanes.
/// </summary>
internal sealed unsafe class HalfMatrix : WeightMatrix, IReadableMatrix
{
    private readonly AlignedBuffer _buffer;
    private readonly int _panelWidth;
    private readonly nint _panelStride;

    public HalfMatrix(Gemm gemm, int depth, int columns)
        : base(depth, columns)
    {
        _panelWidth = gemm.PanelWidth;
        _panelStride = gemm.PanelStride(depth);
        _buffer = new AlignedBuffer(gemm.PackedLength(depth, columns) / 2);
        Transposed = new HalfTranspose(this);
    }

    /// <summary>The same values as columns × depth.</summary>
    public override WeightMatrix Transposed { get; }

    public ushort* Panels => (ushort*)_buffer.Pointer;

    /// <summary>Where a column lies within its panel's rows.</summary>
    public static int Place(int column) => (column & ~15) + ((column & 7) * 2) + ((column >> 3) & 1);

    public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate) =>
        gemm.MultiplyHalves(rows, Columns, Depth, a, aRow, Panels, _panelStride, c, cRow, accumulate);

    /// <summary>Sets one column, a row of the weights [outputs, inputs], rounding to bfloat16.</summary>
    public void SetColumn(int column, ReadOnlySpan<float> values)
    {
        var to = Column(column);
        for (var p = 0; p < values.Length; p++)
        {
            to[(nint)p * _panelWidth] = BFloat16.Round(values[p]);
        }
    }

    /// <summary>The column's values.</summary>
    public void GetColumn(int column, float* values)
    {
        var from = Column(column);
        for (var p = 0; p < Depth; p++)
        {
            values[p] = BFloat16.Widen(from[(nint)p * _panelWidth]);
        }
    }

    /// <summary>The product of one row with one column: the bits that <see cref="Multiply"/> gives.</summary>
    public float Dot(float* row, int column)
    {
        var from = Column(column);
        float sum = 0;
        for (var p = 0; p < Depth; p++)
        {
            sum = MathF.FusedMultiplyAdd(row[p], BFloat16.Widen(from[(nint)p * _panelWidth]), sum);
        }

        return sum;
    }

    public void Candidates(float* row, ReadOnlySpan<int> columns, Span<float> products)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            products[i] = Dot(row, columns[i]);
        }
    }

    private ushort* Column(int column) => Panels + (column / _panelWidth * _panelStride) + Place(column % _panelWidth);

    private sealed class HalfTranspose(HalfMatrix matrix) : WeightMatrix(matrix.Columns, matrix.Depth)
    {
        public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate) =>
            gemm.MultiplyHalvesTransposed(rows, Columns, Depth, a, aRow, matrix.Panels, matrix._panelStride, c, cRow, accumulate);
    }
}
