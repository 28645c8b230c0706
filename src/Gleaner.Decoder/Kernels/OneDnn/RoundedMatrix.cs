namespace Gleaner.Decoder.Kernels.OneDnn;

/// <summary>
/// Weights rounded to bfloat16, as they lie: one copy for both directions, by <see cref="Transposed"/>. It can be multiplied with by
/// <see cref="OneDnnHalfGemm"/> alone.
/// </summary>
internal sealed unsafe class RoundedMatrix : TakenMatrix, IColumnMatrix
{
    private readonly AlignedBuffer _buffer;

    // Whether the values lie as columns × depth.
    private bool _isTransposed = true;

    public RoundedMatrix(int depth, int columns)
        : base(depth, columns)
    {
        _buffer = new AlignedBuffer((((long)depth * columns) + 1) / 2);
        Transposed = new OtherDirection(this);
    }

    public override WeightMatrix Transposed { get; }

    private ushort* Values => (ushort*)_buffer.Pointer;

    public override void Pack(float* source) => Take(source, isTransposed: false);

    public override void PackTransposed(float* source) => Take(source, isTransposed: true);

    public void SetColumn(int column, ReadOnlySpan<float> values)
    {
        _isTransposed = true;
        BFloat16.Round(values, new Span<ushort>(Values + ((nint)column * Depth), Depth));
    }

    public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate) =>
        gemm.MultiplyRounded(rows, Columns, Depth, a, aRow, Values, _isTransposed, c, cRow, accumulate);

    private void Take(float* source, bool isTransposed)
    {
        _isTransposed = isTransposed;
        BFloat16.Round(new ReadOnlySpan<float>(source, Depth * Columns), new Span<ushort>(Values, Depth * Columns));
    }

    private sealed class OtherDirection(RoundedMatrix matrix) : WeightMatrix(matrix.Columns, matrix.Depth)
    {
        public override WeightMatrix Transposed => matrix;

        public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate) =>
            gemm.MultiplyRounded(rows, Columns, Depth, a, aRow, matrix.Values, !matrix._isTransposed, c, cRow, accumulate);
    }
}
