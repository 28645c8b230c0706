namespace Gleaner.Decoder.Kernels;

/// <summary>A right-hand side in fp32 panels, packed once and multiplied often.</summary>
internal sealed unsafe class PackedMatrix(Gemm gemm, int depth, int columns) : WeightMatrix(depth, columns)
{
    private readonly AlignedBuffer buffer = new(gemm.PackedLength(depth, columns));

    public float* Panels => buffer.Pointer;

    /// <summary>Takes a row-major depth × columns matrix.</summary>
    public void Pack(float* source) => gemm.Pack(Depth, Columns, source, Columns, Panels, gemm.PanelStride(Depth));

    /// <summary>Takes a row-major columns × depth matrix: weights [outputs, inputs], to multiply inputs with.</summary>
    public void PackTransposed(float* source) => gemm.PackTransposed(Depth, Columns, source, Depth, Panels, gemm.PanelStride(Depth));

    public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate) =>
        gemm.Multiply(rows, Columns, Depth, a, aRow, Panels, gemm.PanelStride(Depth), c, cRow, accumulate);
}
