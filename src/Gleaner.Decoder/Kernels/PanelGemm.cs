using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Cache blocking around a micro-tile. A group of panels stays in the first cache levels while a block of rows streams past
/// it; the depth is cut so that both fit. Rows that do not fill a tile go by eight, by four and, the last of them, one by one
/// against several panels. Panels of bfloat16 are widened in the tiles' registers.
/// </summary>
internal sealed unsafe partial class PanelGemm<TTile> : Gemm
    where TTile : struct, IMicroTile
{
    private const int DepthBlock = 256;
    private const int RowBlock = 240;
    private const int Group = 4;

    /// <summary>
    /// Up to so many tiles of rows, a panel is used up faster than the next one arrives, as in decoding: the first tile then
    /// fetches the next panel while it computes with this one.
    /// </summary>
    private const int FewTiles = 6;

    private static int Height => TTile.Rows;

    private static int Width => TTile.PanelWidth;

    public override int PanelWidth => TTile.PanelWidth;

    public override void Multiply(
        int rows, int columns, int depth, float* a, nint aRow, float* panels, nint panelStride, float* c, nint cRow, bool accumulate) =>
        MultiplyPanels(rows, columns, depth, a, aRow, panels, panelStride, c, cRow, accumulate);

    public override void MultiplyHalves(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate) =>
        MultiplyPanels(rows, columns, depth, a, aRow, panels, panelStride, c, cRow, accumulate);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public override void MultiplyTransposed(
        int rows, int columns, int depth, float* a, nint aDepth, float* panels, nint panelStride, float* c, nint cRow, bool accumulate)
    {
        // A tile's columns of A are gathered once and used against all panels.
        var strip = stackalloc float[(DepthBlock * Height) + 4];
        for (var p = 0; p < depth; p += DepthBlock)
        {
            var depths = Math.Min(DepthBlock, depth - p);
            var add = accumulate || p > 0;
            var block = panels + (p * Width);
            int i = 0, tiled = TiledRows(rows);
            for (; i < tiled; i += Height)
            {
                GatherStrip(depths, a + (p * aDepth) + i, aDepth, strip);
                for (var j = 0; j < columns; j += Width)
                {
                    Prefetch(Height, c + (i * cRow) + j + Width, cRow);
                    Tile(Height, Math.Min(Width, columns - j), depths, strip, 1, Height, block + (j / Width * panelStride), 0, c + (i * cRow) + j, cRow, add);
                }
            }

            for (int height; i + 4 <= rows; i += height)
            {
                height = rows - i >= 8 ? 8 : 4;
                for (var j = 0; j < columns; j += Width)
                {
                    Tile(
                        height, Math.Min(Width, columns - j), depths, a + (p * aDepth) + i, 1, aDepth, block + (j / Width * panelStride), 0, c + (i * cRow) + j, cRow, add);
                }
            }

            for (; i < rows; i++)
            {
                for (var j = 0; j < columns; j += Group * Width)
                {
                    Row(Math.Min(Group * Width, columns - j), depths, a + (p * aDepth) + i, aDepth, block + (j / Width * panelStride), panelStride, c + (i * cRow) + j, add);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(int depth, int columns, float* source, nint sourceRow, float* panels, nint panelStride)
    {
        for (var j = 0; j < columns; j += Width)
        {
            var width = Math.Min(Width, columns - j);
            var to = panels + (j / Width * panelStride);
            var from = source + j;
            for (var p = 0; p < depth; p++, from += sourceRow, to += Width)
            {
                var i = 0;
                for (; i + 8 <= width; i += 8)
                {
                    Vector256.Load(from + i).Store(to + i);
                }

                for (; i < Width; i++)
                {
                    to[i] = i < width ? from[i] : 0;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackTransposed(int depth, int columns, float* source, nint sourceRow, float* panels, nint panelStride)
    {
        var j = 0;
        for (; j + 8 <= columns; j += 8)
        {
            float* a = source + (j * sourceRow), b = a + sourceRow, c = b + sourceRow, d = c + sourceRow;
            float* e = d + sourceRow, f = e + sourceRow, g = f + sourceRow, h = g + sourceRow;
            var to = panels + (j / Width * panelStride) + (j % Width);
            var p = 0;
            for (; Avx.IsSupported && p + 8 <= depth; p += 8)
            {
                Transpose8x8(a + p, sourceRow, to + (p * Width));
            }

            for (; p < depth; p++)
            {
                Vector256.Create(a[p], b[p], c[p], d[p], e[p], f[p], g[p], h[p]).Store(to + (p * Width));
            }
        }

        for (; j < columns || j % Width != 0; j++)
        {
            var from = source + (j * sourceRow);
            var to = panels + (j / Width * panelStride) + (j % Width);
            for (var p = 0; p < depth; p++)
            {
                to[p * Width] = j < columns ? from[p] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyPanels<T>(
        int rows, int columns, int depth, float* a, nint aRow, T* panels, nint panelStride, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        for (var p = 0; p < depth; p += DepthBlock)
        {
            var depths = Math.Min(DepthBlock, depth - p);
            var add = accumulate || p > 0;
            for (var i = 0; i < rows; i += RowBlock)
            {
                var height = Math.Min(RowBlock, rows - i);
                for (var j = 0; j < columns; j += Group * Width)
                {
                    MultiplyGroup(
                        height,
                        Math.Min(Group * Width, columns - j),
                        depths,
                        a + (i * aRow) + p,
                        aRow,
                        panels + (j / Width * panelStride) + (p * Width),
                        panelStride,
                        c + (i * cRow) + j,
                        cRow,
                        add);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyGroup<T>(
        int rows, int columns, int depth, float* a, nint aRow, T* panels, nint panelStride, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        int tiled = TiledRows(rows), fours = tiled + ((rows - tiled) / 4 * 4);
        for (var j = 0; j < columns; j += Width)
        {
            var panel = panels + (j / Width * panelStride);
            var width = Math.Min(Width, columns - j);
            var ahead = rows <= FewTiles * Height ? panelStride : 0;
            var i = 0;
            for (; i < tiled; i += Height, ahead = 0)
            {
                if (accumulate)
                {
                    Prefetch(Height, c + ((i + Height) * cRow) + j, cRow);
                }

                Tile(Height, width, depth, a + (i * aRow), aRow, 1, panel, ahead, c + (i * cRow) + j, cRow, accumulate);
            }

            for (; i < fours; ahead = 0)
            {
                var height = fours - i >= 8 ? 8 : 4;
                Tile(height, width, depth, a + (i * aRow), aRow, 1, panel, ahead, c + (i * cRow) + j, cRow, accumulate);
                i += height;
            }
        }

        for (var i = fours; i < rows; i++)
        {
            Row(columns, depth, a + (i * aRow), 1, panels, panelStride, c + (i * cRow), accumulate);
        }
    }

    /// <summary>
    /// Rows that go in full tiles. The rest goes by four and, where those do not come out even, one by one; a full tile
    /// is given up where that spares single rows, which take the longest.
    /// </summary>
    private static int TiledRows(int rows)
    {
        int tiled = rows / Height * Height, rest = rows - tiled;
        return tiled > 0 && (rest + Height) % 4 < rest % 4 ? tiled - Height : tiled;
    }

    /// <summary>A full tile, or one of 8 or 4 rows; one that the matrix ends in goes through a place aside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<T>(
        int rows, int columns, int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        if (columns == Width)
        {
            WholeTile(rows, depth, a, aRow, aDepth, panel, ahead, c, cRow, accumulate);
        }
        else
        {
            TileAside(rows, columns, depth, a, aRow, aDepth, panel, ahead, c, cRow, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WholeTile<T>(int rows, int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        if (rows == Height)
        {
            TTile.Tile(depth, a, aRow, aDepth, panel, ahead, c, cRow, accumulate);
        }
        else if (rows == 8)
        {
            TTile.EightRows(depth, a, aRow, aDepth, panel, ahead, c, cRow, accumulate);
        }
        else
        {
            TTile.FourRows(depth, a, aRow, aDepth, panel, ahead, c, cRow, accumulate);
        }
    }

    /// <summary>
    /// Has a tile's results under way while the one before it is computed: a sum that starts from what is there, or a store,
    /// would wait for memory. What lies past the result is only touched, never read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(int rows, float* c, nint cRow)
    {
        if (Sse.IsSupported)
        {
            for (var i = 0; i < rows; i++)
            {
                Sse.Prefetch0(c + (i * cRow));
            }
        }
    }

    [SkipLocalsInit]
    private static void TileAside<T>(
        int rows, int columns, int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        var aside = stackalloc float[Math.Max(Height, 8) * Width];
        for (var i = 0; accumulate && i < rows; i++)
        {
            Copy(columns, c + (i * cRow), aside + (i * Width));
        }

        WholeTile(rows, depth, a, aRow, aDepth, panel, ahead, aside, Width, accumulate);
        for (var i = 0; i < rows; i++)
        {
            Copy(columns, aside + (i * Width), c + (i * cRow));
        }
    }

    /// <summary>One row against up to a group of panels.</summary>
    private static void Row<T>(int columns, int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged
    {
        if (columns == Group * Width)
        {
            TTile.RowOfFour(depth, a, aDepth, panels, panelStride, c, accumulate);
            return;
        }

        var j = 0;
        for (; columns - j >= 2 * Width; j += 2 * Width, panels += 2 * panelStride)
        {
            TTile.RowOfTwo(depth, a, aDepth, panels, panelStride, c + j, accumulate);
        }

        for (; j < columns; j += Width, panels += panelStride)
        {
            if (columns - j >= Width)
            {
                TTile.Row(depth, a, aDepth, panels, c + j, accumulate);
            }
            else
            {
                RowAside(columns - j, depth, a, aDepth, panels, c + j, accumulate);
            }
        }
    }

    [SkipLocalsInit]
    private static void RowAside<T>(int columns, int depth, float* a, nint aDepth, T* panel, float* c, bool accumulate)
        where T : unmanaged
    {
        var aside = stackalloc float[Width];
        if (accumulate)
        {
            Copy(columns, c, aside);
        }

        TTile.Row(depth, a, aDepth, panel, aside, accumulate);
        Copy(columns, aside, c);
    }

    /// <summary>Turns 8 × 8 floats around within registers, into rows of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8x8(float* source, nint sourceRow, float* to)
    {
        var (a0, a1, a2, a3) = Transpose4(source, sourceRow);
        var (b0, b1, b2, b3) = Transpose4(source + (4 * sourceRow), sourceRow);
        Avx.Permute2x128(a0, b0, 0x20).Store(to);
        Avx.Permute2x128(a1, b1, 0x20).Store(to + Width);
        Avx.Permute2x128(a2, b2, 0x20).Store(to + (2 * Width));
        Avx.Permute2x128(a3, b3, 0x20).Store(to + (3 * Width));
        Avx.Permute2x128(a0, b0, 0x31).Store(to + (4 * Width));
        Avx.Permute2x128(a1, b1, 0x31).Store(to + (5 * Width));
        Avx.Permute2x128(a2, b2, 0x31).Store(to + (6 * Width));
        Avx.Permute2x128(a3, b3, 0x31).Store(to + (7 * Width));
    }

    /// <summary>Two blocks of 4 × 4 turned around, beside each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Row0, Vector256<float> Row1, Vector256<float> Row2, Vector256<float> Row3) Transpose4(float* source, nint sourceRow)
    {
        Vector256<float> a = Vector256.Load(source), b = Vector256.Load(source + sourceRow);
        Vector256<float> c = Vector256.Load(source + (2 * sourceRow)), d = Vector256.Load(source + (3 * sourceRow));
        Vector256<float> low0 = Avx.UnpackLow(a, b), low1 = Avx.UnpackLow(c, d), high0 = Avx.UnpackHigh(a, b), high1 = Avx.UnpackHigh(c, d);
        return (Avx.Shuffle(low0, low1, 0x44), Avx.Shuffle(low0, low1, 0xEE), Avx.Shuffle(high0, high1, 0x44), Avx.Shuffle(high0, high1, 0xEE));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherStrip(int depth, float* a, nint aDepth, float* strip)
    {
        for (var p = 0; p < depth; p++, a += aDepth, strip += Height)
        {
            // A height that is not a multiple of 4 reads on into the matrix, or at its end into the buffer's margin;
            // what is written too much is overwritten by the next depth.
            for (var i = 0; i < Height; i += 4)
            {
                Vector128.Load(a + i).Store(strip + i);
            }
        }
    }

    private static void Copy(int count, float* from, float* to) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
