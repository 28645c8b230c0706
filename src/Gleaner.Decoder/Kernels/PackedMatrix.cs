namespace Gleaner.Decoder.Kernels;

/// <summary>A right-hand side in panels, packed once and multiplied often.</summary>
internal sealed unsafe class PackedMatrix(Gemm gemm, int depth, int columns)
{
    private readonly AlignedBuffer buffer = new(gemm.PackedLength(depth, columns));

    public int Depth => depth;

    public int Columns => columns;

    public float* Panels => buffer.Pointer;

    /// <summary>Takes a row-major depth × columns matrix.</summary>
    public void Pack(float* source) => gemm.Pack(depth, columns, source, columns, Panels, gemm.PanelStride(depth));

    /// <summary>Takes a row-major columns × depth matrix: weights [outputs, inputs], to multiply inputs with.</summary>
    public void PackTransposed(float* source) => gemm.PackTransposed(depth, columns, source, depth, Panels, gemm.PanelStride(depth));
}
