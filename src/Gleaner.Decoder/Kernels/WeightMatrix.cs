namespace Gleaner.Decoder.Kernels;

/// <summary>A right-hand side in some packing, multiplied with often: depth × columns.</summary>
internal abstract unsafe class WeightMatrix(int depth, int columns)
{
    public int Depth => depth;

    public int Columns => columns;

    /// <summary>C (+)= A·B, rows of A and C <paramref name="aRow"/> and <paramref name="cRow"/> floats apart.</summary>
    public abstract void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate);
}
