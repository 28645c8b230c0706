using System.Runtime.CompilerServices;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// A right-hand side of 8-bit weights: each column is cut into blocks of 32 inputs, and a block holds whole numbers from −127 to 127 with one
/// fp32 scale, 9 bits a weight in all. Rows that are multiplied with it are cut and rounded in the same way, so a block's sum is an exact
/// integer, and blocks are added as a chain of fused multiply-adds in increasing depth: the same bits on every processor, whatever the
/// other rows. For decoding alone: there is no other direction.
/// </summary>
internal sealed unsafe class ByteMatrix : WeightMatrix, IReadableMatrix
{
    private readonly AlignedBuffer _buffer;
    private readonly int _blocks;
    private readonly nint _panelStride;

    public ByteMatrix(int depth, int columns)
        : base(depth, columns)
    {
        _blocks = ByteProducts.Blocks(depth);
        _panelStride = (nint)_blocks * ByteProducts.BlockBytes;
        var panels = (columns + ByteProducts.Columns - 1) / ByteProducts.Columns * ByteProducts.PanelsAtOnce;
        _buffer = new AlignedBuffer((long)panels * _panelStride / sizeof(float));
    }

    private byte* Panels => (byte*)_buffer.Pointer;

    public override void Multiply(Gemm gemm, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate) =>
        ByteProducts.Multiply(rows, Columns, Depth, a, aRow, Panels, _panelStride, c, cRow, accumulate);

    /// <summary>The same by certain instructions.</summary>
    public void Multiply<TDot>(int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate)
        where TDot : struct, IByteDot =>
        ByteProducts.Multiply<TDot>(rows, Columns, Depth, a, aRow, Panels, _panelStride, c, cRow, accumulate);

    public void SetColumn(int column, ReadOnlySpan<float> values)
    {
        fixed (float* from = values)
        {
            var row = stackalloc sbyte[ByteProducts.BlockLength];
            for (var block = 0; block < _blocks; block++)
            {
                var length = Math.Min(ByteProducts.BlockLength, Depth - (block * ByteProducts.BlockLength));
                var scale = ByteProducts.Round(length, from + (block * ByteProducts.BlockLength), row);
                var to = Block(column, block);
                *(float*)(to + (sizeof(float) * (column % ByteProducts.PanelWidth))) = scale;
                for (var i = 0; i < ByteProducts.BlockLength; i++)
                {
                    to[ByteProducts.Place(column, i)] = (byte)(row[i] + ByteProducts.Zero);
                }
            }
        }
    }

    public void GetColumn(int column, float* values)
    {
        for (var p = 0; p < Depth; p++)
        {
            var from = Block(column, p / ByteProducts.BlockLength);
            var scale = *(float*)(from + (sizeof(float) * (column % ByteProducts.PanelWidth)));
            values[p] = scale * (from[ByteProducts.Place(column, p % ByteProducts.BlockLength)] - ByteProducts.Zero);
        }
    }

    [SkipLocalsInit]
    public void Candidates(float* row, ReadOnlySpan<int> columns, Span<float> products)
    {
        // Whole groups of columns, of which one is kept: candidates are few.
        var group = stackalloc float[ByteProducts.Columns];
        for (var i = 0; i < columns.Length; i++)
        {
            var first = columns[i] / ByteProducts.Columns * ByteProducts.Columns;
            ByteProducts.Multiply(1, Math.Min(ByteProducts.Columns, Columns - first), Depth, row, Depth, Block(first, 0), _panelStride, group, Columns, false);
            products[i] = group[columns[i] - first];
        }
    }

    private byte* Block(int column, int block) => Panels + (column / ByteProducts.PanelWidth * _panelStride) + ((nint)block * ByteProducts.BlockBytes);
}
