using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Products with bfloat16 panels. A block is widened aside, in the first cache levels, and multiplied with like any other;
/// where there are too few rows to pay for that, it is widened in registers. Either way the chain of each element is the same.
/// </summary>
internal sealed unsafe partial class PanelGemm<TTile>
{
    /// <summary>Up to so many rows are computed one by one: their sums fill the pipeline on their own.</summary>
    private const int SingleRows = 2;

    /// <summary>Up to so many rows, widening anew for every four costs less than storing what was widened.</summary>
    private const int FewRows = 24;

    /// <summary>Halves that shift and mask take apart together: two vectors of 8.</summary>
    private const int Chunk = 16;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyHalves(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate)
    {
        if (rows <= SingleRows)
        {
            for (int i = 0; i < rows; i++)
            {
                RowOfHalves(columns, depth, a + (i * aRow), panels, panelStride, c + (i * cRow), accumulate);
            }

            return;
        }

        if (rows <= FewRows)
        {
            RowsOfHalves(rows, columns, depth, a, aRow, panels, panelStride, c, cRow, accumulate);
            return;
        }

        float* room = stackalloc float[(DepthBlock * Group * Width) + AlignedBuffer.Alignment];
        float* block = Align(room);
        for (int p = 0; p < depth; p += DepthBlock)
        {
            int depths = Math.Min(DepthBlock, depth - p);
            bool add = accumulate || p > 0;
            for (int i = 0; i < rows; i += RowBlock)
            {
                int height = Math.Min(RowBlock, rows - i);
                for (int j = 0; j < columns; j += Group * Width)
                {
                    int width = Math.Min(Group * Width, columns - j);
                    WidenPanels((width + Width - 1) / Width, depths, panels + (j / Width * panelStride) + ((nint)p * Width), panelStride, block);
                    MultiplyGroup(height, width, depths, a + (i * aRow) + p, aRow, block, (nint)depths * Width, c + (i * cRow) + j, cRow, add);
                }
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyHalvesTransposed(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate)
    {
        float* room = stackalloc float[(DepthBlock * Group * Width) + AlignedBuffer.Alignment];
        float* block = Align(room);
        for (int p = 0; p < depth; p += DepthBlock)
        {
            int depths = Math.Min(DepthBlock, depth - p);
            bool add = accumulate || p > 0;
            for (int j = 0; j < columns; j += Group * Width)
            {
                // Turning a block around takes longer than widening it: once for all rows, not once for each block of them.
                int width = Math.Min(Group * Width, columns - j);
                for (int panel = 0; panel < width; panel += Width)
                {
                    ushort* from = panels + (p / Width * panelStride) + ((nint)(j + panel) * Width);
                    TurnPanel(depths, Math.Min(Width, width - panel), from, panelStride, block + ((nint)panel * depths));
                }

                for (int i = 0; i < rows; i += RowBlock)
                {
                    MultiplyGroup(
                        Math.Min(RowBlock, rows - i), width, depths, a + (i * aRow) + p, aRow, block, (nint)depths * Width, c + (i * cRow) + j, cRow, add);
                }
            }
        }
    }

    /// <summary>Some depths of consecutive panels, as fp32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenPanels(int count, int depth, ushort* panels, nint panelStride, float* to)
    {
        int length = depth * Width;
        for (int i = 0; i < count; i++, panels += panelStride)
        {
            for (int j = 0; j < length; j += Chunk, to += Chunk)
            {
                (Vector256<float> low, Vector256<float> high) = Widen(panels + j);
                low.Store(to);
                high.Store(to + 8);
            }
        }
    }

    /// <summary>
    /// One panel of the transpose: row d of it holds, for columns 0 to <paramref name="columns"/>, what lies in row
    /// <c>column</c> of the packed panels at their column d.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnPanel(int depth, int columns, ushort* panels, nint panelStride, float* to)
    {
        for (int d = 0; d < depth; d++, to += Width)
        {
            ushort* from = panels + (d / Width * panelStride) + HalfMatrix.Place(d % Width);
            int j = 0;
            for (; j + 8 <= columns; j += 8, from += 8 * Width)
            {
                Vector256<uint> bits = Vector256.Create(
                    from[0], from[Width], from[2 * Width], from[3 * Width], from[4 * Width], from[5 * Width], (uint)from[6 * Width], from[7 * Width]);
                (bits << 16).AsSingle().Store(to + j);
            }

            for (; j < Width; j++, from += Width)
            {
                to[j] = j < columns ? BFloat16.Widen(*from) : 0;
            }
        }
    }

    /// <summary>One row against all panels, 64 columns at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void RowOfHalves(int columns, int depth, float* a, ushort* panels, nint panelStride, float* c, bool accumulate)
    {
        const int Span = 4 * Chunk;
        int whole = columns / Span * Span;
        for (int j = 0; j < whole; j += Span)
        {
            FourChunks(depth, a, At(j), At(j + Chunk), At(j + (2 * Chunk)), At(j + (3 * Chunk)), c + j, accumulate);
        }

        float* aside = stackalloc float[Chunk];
        for (int j = whole; j < columns; j += Chunk)
        {
            int used = Math.Min(Chunk, columns - j);
            if (accumulate)
            {
                Copy(used, c + j, aside);
            }

            OneChunk(depth, a, At(j), aside, accumulate);
            Copy(used, aside, c + j);
        }

        ushort* At(int column) => panels + (column / Width * panelStride) + (column % Width);
    }

    /// <summary>A few rows against all panels: a chunk of columns stays in the first cache level for all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void RowsOfHalves(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate)
    {
        float* aside = stackalloc float[4 * Chunk];
        for (int j = 0; j < columns; j += Chunk)
        {
            ushort* chunk = panels + (j / Width * panelStride) + (j % Width);
            int used = Math.Min(Chunk, columns - j);
            for (int i = 0; i < rows; i += 4)
            {
                int count = Math.Min(4, rows - i);
                float* from = a + (i * aRow), to = c + (i * cRow) + j;
                if (count == 4 && used == Chunk)
                {
                    FourRows(depth, from, from + aRow, from + (2 * aRow), from + (3 * aRow), chunk, to, cRow, accumulate);
                    continue;
                }

                for (int k = 0; accumulate && k < count; k++)
                {
                    Copy(used, to + (k * cRow), aside + (k * Chunk));
                }

                // Rows that are not there repeat the last one; what they give is left aside.
                FourRows(
                    depth, from, from + (Math.Min(1, count - 1) * aRow), from + (Math.Min(2, count - 1) * aRow), from + (Math.Min(3, count - 1) * aRow), chunk, aside, Chunk, accumulate);
                for (int k = 0; k < count; k++)
                {
                    Copy(used, aside + (k * Chunk), to + (k * cRow));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(int depth, float* a0, float* a1, float* a2, float* a3, ushort* b, float* c, nint cRow, bool accumulate)
    {
        Vector256<float> l0 = default, h0 = default, l1 = default, h1 = default, l2 = default, h2 = default, l3 = default, h3 = default;
        float* c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
        if (accumulate)
        {
            (l0, h0) = (Vector256.Load(c), Vector256.Load(c + 8));
            (l1, h1) = (Vector256.Load(c1), Vector256.Load(c1 + 8));
            (l2, h2) = (Vector256.Load(c2), Vector256.Load(c2 + 8));
            (l3, h3) = (Vector256.Load(c3), Vector256.Load(c3 + 8));
        }

        for (nint p = 0; p < depth; p++, b += Width)
        {
            (Vector256<float> low, Vector256<float> high) = Widen(b);
            Vector256<float> x = Vector256.Create(a0[p]);
            l0 = Vector256.FusedMultiplyAdd(x, low, l0);
            h0 = Vector256.FusedMultiplyAdd(x, high, h0);
            x = Vector256.Create(a1[p]);
            l1 = Vector256.FusedMultiplyAdd(x, low, l1);
            h1 = Vector256.FusedMultiplyAdd(x, high, h1);
            x = Vector256.Create(a2[p]);
            l2 = Vector256.FusedMultiplyAdd(x, low, l2);
            h2 = Vector256.FusedMultiplyAdd(x, high, h2);
            x = Vector256.Create(a3[p]);
            l3 = Vector256.FusedMultiplyAdd(x, low, l3);
            h3 = Vector256.FusedMultiplyAdd(x, high, h3);
        }

        l0.Store(c);
        h0.Store(c + 8);
        l1.Store(c1);
        h1.Store(c1 + 8);
        l2.Store(c2);
        h2.Store(c2 + 8);
        l3.Store(c3);
        h3.Store(c3 + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourChunks(int depth, float* a, ushort* b0, ushort* b1, ushort* b2, ushort* b3, float* c, bool accumulate)
    {
        Vector256<float> l0 = default, h0 = default, l1 = default, h1 = default, l2 = default, h2 = default, l3 = default, h3 = default;
        if (accumulate)
        {
            (l0, h0) = (Vector256.Load(c), Vector256.Load(c + 8));
            (l1, h1) = (Vector256.Load(c + 16), Vector256.Load(c + 24));
            (l2, h2) = (Vector256.Load(c + 32), Vector256.Load(c + 40));
            (l3, h3) = (Vector256.Load(c + 48), Vector256.Load(c + 56));
        }

        Vector256<uint> mask = Vector256.Create(0xFFFF0000u);
        for (nint p = 0; p < (nint)depth * Width; p += Width)
        {
            Vector256<float> x = Vector256.Create(*a++);
            Vector256<uint> pair = Vector256.Load((uint*)(b0 + p));
            l0 = Vector256.FusedMultiplyAdd(x, (pair << 16).AsSingle(), l0);
            h0 = Vector256.FusedMultiplyAdd(x, (pair & mask).AsSingle(), h0);
            pair = Vector256.Load((uint*)(b1 + p));
            l1 = Vector256.FusedMultiplyAdd(x, (pair << 16).AsSingle(), l1);
            h1 = Vector256.FusedMultiplyAdd(x, (pair & mask).AsSingle(), h1);
            pair = Vector256.Load((uint*)(b2 + p));
            l2 = Vector256.FusedMultiplyAdd(x, (pair << 16).AsSingle(), l2);
            h2 = Vector256.FusedMultiplyAdd(x, (pair & mask).AsSingle(), h2);
            pair = Vector256.Load((uint*)(b3 + p));
            l3 = Vector256.FusedMultiplyAdd(x, (pair << 16).AsSingle(), l3);
            h3 = Vector256.FusedMultiplyAdd(x, (pair & mask).AsSingle(), h3);
        }

        l0.Store(c);
        h0.Store(c + 8);
        l1.Store(c + 16);
        h1.Store(c + 24);
        l2.Store(c + 32);
        h2.Store(c + 40);
        l3.Store(c + 48);
        h3.Store(c + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneChunk(int depth, float* a, ushort* b, float* c, bool accumulate)
    {
        Vector256<float> low = accumulate ? Vector256.Load(c) : default, high = accumulate ? Vector256.Load(c + 8) : default;
        for (nint p = 0; p < (nint)depth * Width; p += Width)
        {
            Vector256<float> x = Vector256.Create(*a++);
            (Vector256<float> left, Vector256<float> right) = Widen(b + p);
            low = Vector256.FusedMultiplyAdd(x, left, low);
            high = Vector256.FusedMultiplyAdd(x, right, high);
        }

        low.Store(c);
        high.Store(c + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Widen(ushort* chunk)
    {
        Vector256<uint> pair = Vector256.Load((uint*)chunk);
        return ((pair << 16).AsSingle(), (pair & Vector256.Create(0xFFFF0000u)).AsSingle());
    }

    private static float* Align(float* room) => (float*)(((nint)room + 63) & ~(nint)63);
}
