namespace Gleaner.Decoder.Kernels;

/// <summary>A right-hand side in some packing, multiplied with often: depth × columns.</summary>
internal abstract unsafe class WeightMatrix(int depth, int columns)
{
    public int Depth => depth;

    public int Columns => columns;

    /// <summary>The same values in the same memory as columns × depth; null where the packing serves one direction alone.</summary>
    public virtual WeightMatrix? Transposed => null;

    /// <summary>C (+)= A·B, rows of A and C <paramref name="aRow"/> and <paramref name="cRow"/> floats apart.</summary>
    public abstract void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate);
}

/// <summary>A right-hand side of weights [outputs, inputs] that can be given row by row; outputs are its columns.</summary>
internal interface IColumnMatrix
{
    /// <summary>Sets one column, a row of the weights.</summary>
    void SetColumn(int column, ReadOnlySpan<float> values);
}

/// <summary>One whose values can be read back, as they are after rounding.</summary>
internal unsafe interface IReadableMatrix : IColumnMatrix
{
    /// <summary>One column's values.</summary>
    void GetColumn(int column, float* values);

    /// <summary>The products of one row with some columns: the bits that a whole product gives.</summary>
    void Candidates(float* row, ReadOnlySpan<int> columns, Span<float> products);
}

/// <summary>A right-hand side that is taken anew from fp32 values whenever they change.</summary>
internal abstract unsafe class TakenMatrix(int depth, int columns) : WeightMatrix(depth, columns)
{
    /// <summary>Takes a row-major depth × columns matrix.</summary>
    public abstract void Pack(float* source);

    /// <summary>Takes a row-major columns × depth matrix: weights [outputs, inputs], to multiply inputs with.</summary>
    public abstract void PackTransposed(float* source);
}

/// <summary>A right-hand side in fp32 panels, packed once and multiplied often.</summary>
/// <param name="gemm">What multiplies with it.</param>
/// <param name="depth">Rows.</param>
/// <param name="columns">Columns.</param>
/// <param name="plain">Keeps only the place of the source, for products that take it as it lies; there are no panels then.</param>
internal sealed unsafe class PackedMatrix(Gemm gemm, int depth, int columns, bool plain = false) : TakenMatrix(depth, columns)
{
    private readonly AlignedBuffer _buffer = new(plain ? 0 : gemm.PackedLength(depth, columns));
    private float* _source;
    private bool _isTransposed;

    public float* Panels => _buffer.Pointer;

    public override void Pack(float* source)
    {
        _source = source;
        _isTransposed = false;
        if (!plain)
        {
            gemm.Pack(Depth, Columns, source, Columns, Panels, gemm.PanelStride(Depth));
        }
    }

    public override void PackTransposed(float* source)
    {
        _source = source;
        _isTransposed = true;
        if (!plain)
        {
            gemm.PackTransposed(Depth, Columns, source, Depth, Panels, gemm.PanelStride(Depth));
        }
    }

    public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate)
    {
        if (plain)
        {
            gemm.MultiplyPlain(rows, Columns, Depth, a, aRow, _source, _isTransposed, c, cRow, accumulate);
        }
        else
        {
            gemm.Multiply(rows, Columns, Depth, a, aRow, Panels, gemm.PanelStride(Depth), c, cRow, accumulate);
        }
    }
}
