namespace Gleaner.Decoder.Kernels.OneDnn;

/// <summary>
/// Products with weights by oneDNN, which takes them as they lie; all others, whose right-hand sides are packed for one use,
/// by our own kernels. A row's bits may depend on how many rows there are.
/// </summary>
internal unsafe class OneDnnGemm(OneDnnLibrary library, Gemm panels) : Gemm
{
    public override int PanelWidth => panels.PanelWidth;

    public override TakenMatrix CreateMatrix(int depth, int columns) => new PackedMatrix(this, depth, columns, plain: true);

    public override void Multiply(
        int rows, int columns, int depth, float* a, nint aRow, float* panelsOfB, nint panelStride, float* c, nint cRow, bool accumulate) =>
        panels.Multiply(rows, columns, depth, a, aRow, panelsOfB, panelStride, c, cRow, accumulate);

    public override void MultiplyTransposed(
        int rows, int columns, int depth, float* a, nint aDepth, float* panelsOfB, nint panelStride, float* c, nint cRow, bool accumulate) =>
        panels.MultiplyTransposed(rows, columns, depth, a, aDepth, panelsOfB, panelStride, c, cRow, accumulate);

    public override void Pack(int depth, int columns, float* source, nint sourceRow, float* panelsOfB, nint panelStride) =>
        panels.Pack(depth, columns, source, sourceRow, panelsOfB, panelStride);

    public override void PackTransposed(int depth, int columns, float* source, nint sourceRow, float* panelsOfB, nint panelStride) =>
        panels.PackTransposed(depth, columns, source, sourceRow, panelsOfB, panelStride);

    public override void MultiplyHalves(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panelsOfB, nint panelStride, float* c, nint cRow, bool accumulate) =>
        panels.MultiplyHalves(rows, columns, depth, a, aRow, panelsOfB, panelStride, c, cRow, accumulate);

    public override void MultiplyHalvesTransposed(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panelsOfB, nint panelStride, float* c, nint cRow, bool accumulate) =>
        panels.MultiplyHalvesTransposed(rows, columns, depth, a, aRow, panelsOfB, panelStride, c, cRow, accumulate);

    public override void MultiplyPlain(
        int rows, int columns, int depth, float* a, nint aRow, float* b, bool transposed, float* c, nint cRow, bool accumulate) =>
        library.Multiply(false, transposed, rows, columns, depth, a, aRow, b, transposed ? depth : columns, accumulate ? 1 : 0, c, cRow);

    public override void AddWeightGradient(int rows, int outputs, int inputs, float* dOutput, nint dOutputRow, float* input, float* dWeight, Arena arena) =>
        library.Multiply(true, false, outputs, inputs, rows, dOutput, dOutputRow, input, inputs, 1, dWeight, inputs);
}
