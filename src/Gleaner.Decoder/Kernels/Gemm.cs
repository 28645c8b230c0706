using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Single-threaded fp32 matrix products against a right-hand side packed in panels of <see cref="PanelWidth"/> columns:
/// element (p, j) lies at panels[j / width · panelStride + p · width + j % width], the last panel padded with zeros.
/// Each output element is one fused multiply-add chain in increasing depth, whatever the blocking; so a row's result does
/// not depend on the other rows, and all implementations agree bit for bit.
/// </summary>
internal abstract unsafe class Gemm
{
    /// <summary>The fastest implementation on this machine.</summary>
    public static Gemm Best { get; } = Vector512.IsHardwareAccelerated ? new PanelGemm<Tile12x32>() : new PanelGemm<Tile6x16>();

    public abstract int PanelWidth { get; }

    /// <summary>Rows of an output head that are best computed at once: whole tiles.</summary>
    public virtual int HeadRows => 120;

    /// <summary>Floats from one panel to the next.</summary>
    public nint PanelStride(int depth) => (nint)depth * PanelWidth;

    /// <summary>Floats that a packed matrix takes.</summary>
    public int PackedLength(int depth, int columns) => checked((columns + PanelWidth - 1) / PanelWidth * PanelWidth * depth);

    /// <summary>C (+)= A·B, A as rows × depth with rows <paramref name="aRow"/> floats apart.</summary>
    public abstract void Multiply(
        int rows, int columns, int depth, float* a, nint aRow, float* panels, nint panelStride, float* c, nint cRow, bool accumulate);

    /// <summary>C (+)= Aᵀ·B, A as depth × rows with depths <paramref name="aDepth"/> floats apart.</summary>
    public abstract void MultiplyTransposed(
        int rows, int columns, int depth, float* a, nint aDepth, float* panels, nint panelStride, float* c, nint cRow, bool accumulate);

    /// <summary>Packs B given row by row: depth × columns.</summary>
    public abstract void Pack(int depth, int columns, float* source, nint sourceRow, float* panels, nint panelStride);

    /// <summary>Packs B given column by column: columns × depth, as weights [outputs, inputs] are.</summary>
    public abstract void PackTransposed(int depth, int columns, float* source, nint sourceRow, float* panels, nint panelStride);

    /// <summary>C (+)= A·B against bfloat16 panels, laid out as <see cref="HalfMatrix"/> says.</summary>
    public abstract void MultiplyHalves(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate);

    /// <summary>C (+)= A·B where the panels are those of Bᵀ, columns × depth.</summary>
    public abstract void MultiplyHalvesTransposed(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate);

    /// <summary>A place for weights as these products want them.</summary>
    public virtual TakenMatrix CreateMatrix(int depth, int columns) => new PackedMatrix(this, depth, columns);

    /// <summary>C (+)= A·B, B as depth × columns or, transposed, as columns × depth, without gaps.</summary>
    public virtual void MultiplyPlain(
        int rows, int columns, int depth, float* a, nint aRow, float* b, bool transposed, float* c, nint cRow, bool accumulate) =>
        throw new NotSupportedException();

    /// <summary>C (+)= A·B, B rounded to bfloat16 and else as in <see cref="MultiplyPlain"/>.</summary>
    public virtual void MultiplyRounded(
        int rows, int columns, int depth, float* a, nint aRow, ushort* b, bool transposed, float* c, nint cRow, bool accumulate) =>
        throw new NotSupportedException();

    /// <summary>C (+)= A·B against weights, rows without gaps.</summary>
    public void Multiply(int rows, float* a, WeightMatrix b, float* c, bool accumulate = false) =>
        b.Multiply(this, rows, a, b.Depth, c, b.Columns, accumulate);

    /// <summary>The gradient of weights, dW += dYᵀ·X for outputs Y = X·Wᵀ.</summary>
    /// <param name="rows">Rows of dY and X.</param>
    /// <param name="outputs">Columns of dY, rows of dW.</param>
    /// <param name="inputs">Columns of X and dW, without gaps.</param>
    /// <param name="dOutput">dY.</param>
    /// <param name="dOutputRow">Floats between rows of dY.</param>
    /// <param name="input">X.</param>
    /// <param name="dWeight">dW.</param>
    /// <param name="arena">Lends memory for the time of the call.</param>
    public virtual void AddWeightGradient(int rows, int outputs, int inputs, float* dOutput, nint dOutputRow, float* input, float* dWeight, Arena arena)
    {
        var mark = arena.Mark();
        var panels = arena.Take(PackedLength(rows, inputs));
        Pack(rows, inputs, input, inputs, panels, PanelStride(rows));
        MultiplyTransposed(outputs, inputs, rows, dOutput, dOutputRow, panels, PanelStride(rows), dWeight, inputs, accumulate: true);
        arena.Release(mark);
    }
}
