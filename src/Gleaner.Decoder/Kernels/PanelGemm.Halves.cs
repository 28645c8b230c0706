using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Products with the transpose of bfloat16 panels. A block is turned around and widened aside, in the first cache levels, and
/// multiplied with like any other.
/// </summary>
internal sealed unsafe partial class PanelGemm<TTile>
{
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyHalvesTransposed(
        int rows, int columns, int depth, float* a, nint aRow, ushort* panels, nint panelStride, float* c, nint cRow, bool accumulate)
    {
        var room = stackalloc float[(DepthBlock * Group * Width) + AlignedBuffer.Alignment];
        var block = Align(room);
        for (var p = 0; p < depth; p += DepthBlock)
        {
            var depths = Math.Min(DepthBlock, depth - p);
            var add = accumulate || p > 0;
            for (var j = 0; j < columns; j += Group * Width)
            {
                // Turning a block around takes longer than widening it: once for all rows, not once for each block of them.
                var width = Math.Min(Group * Width, columns - j);
                for (var panel = 0; panel < width; panel += Width)
                {
                    var from = panels + (p / Width * panelStride) + ((nint)(j + panel) * Width);
                    TurnPanel(depths, Math.Min(Width, width - panel), from, panelStride, block + ((nint)panel * depths));
                }

                for (var i = 0; i < rows; i += RowBlock)
                {
                    MultiplyGroup(
                        Math.Min(RowBlock, rows - i), width, depths, a + (i * aRow) + p, aRow, block, (nint)depths * Width, c + (i * cRow) + j, cRow, add);
                }
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
        for (var d = 0; d < depth; d++, to += Width)
        {
            var from = panels + (d / Width * panelStride) + HalfMatrix.Place(d % Width);
            var j = 0;
            for (; j + 8 <= columns; j += 8, from += 8 * Width)
            {
                var bits = Vector256.Create(
                    from[0], from[Width], from[2 * Width], from[3 * Width], from[4 * Width], from[5 * Width], (uint)from[6 * Width], from[7 * Width]);
                (bits << 16).AsSingle().Store(to + j);
            }

            for (; j < Width; j++, from += Width)
            {
                to[j] = j < columns ? BFloat16.Widen(*from) : 0;
            }
        }
    }

    private static float* Align(float* room) => (float*)(((nint)room + 63) & ~(nint)63);
}
