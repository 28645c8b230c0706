using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Products of rows with 8-bit weights. A panel holds <see cref="PanelWidth"/> columns; of each block of inputs first the columns' scales, then four
/// inputs of every column at a time. Weights are stored as unsigned numbers, <see cref="Zero"/> standing for 0, as instructions for such products want
/// them; what that adds to a sum depends on the row alone and is taken off where the sum starts.
/// </summary>
internal static unsafe class ByteProducts
{
    /// <summary>Inputs that share a scale.</summary>
    public const int BlockLength = 32;

    /// <summary>Columns of a panel.</summary>
    public const int PanelWidth = 8;

    /// <summary>Panels that are computed at once; there are as many as a multiple of it.</summary>
    public const int PanelsAtOnce = 4;

    /// <summary>Columns that are computed at once.</summary>
    public const int Columns = PanelsAtOnce * PanelWidth;

    /// <summary>Bytes of a block in a panel.</summary>
    public const int BlockBytes = PanelWidth * (sizeof(float) + BlockLength);

    /// <summary>What stands for a weight of 0.</summary>
    public const int Zero = 128;

    /// <summary>Largest number that a weight or input is rounded to.</summary>
    private const float Largest = 127;

    /// <summary>Blocks whose values are all below it count as 0: their scale would not be a normal number.</summary>
    private const float Smallest = 1e-30f;

    /// <summary>Adding it leaves the nearest integer in the lowest bits, ties to even.</summary>
    private const float Magic = 12582912;

    private const int Inputs = 4;
    private const int MostRows = 8;
    private const int RoomBytes = 1 << 16;

    public static int Blocks(int depth) => (depth + BlockLength - 1) / BlockLength;

    /// <summary>Where an input of a column lies in a block, in bytes.</summary>
    public static int Place(int column, int input) =>
        (PanelWidth * sizeof(float)) + (input / Inputs * Inputs * PanelWidth) + (column % PanelWidth * Inputs) + (input % Inputs);

    /// <summary>Rounds a block to whole numbers, filled up with zeros.</summary>
    /// <returns>Their scale.</returns>
    public static float Round(int length, float* from, sbyte* to)
    {
        // A NaN has to reach the scale, and does.
        float largest = 0;
        for (var i = 0; i < length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(from[i]));
        }

        var isZero = largest < Smallest;
        var inverse = isZero ? 0 : Largest / largest;
        for (var i = 0; i < BlockLength; i++)
        {
            to[i] = i < length && !isZero ? (sbyte)(BitConverter.SingleToInt32Bits((from[i] * inverse) + Magic) - BitConverter.SingleToInt32Bits(Magic)) : (sbyte)0;
        }

        return isZero ? 0 : largest / Largest;
    }

    /// <summary>C (+)= A·B with the quickest instructions there are.</summary>
    public static void Multiply(
        int rows, int columns, int depth, float* a, nint aRow, byte* panels, nint panelStride, float* c, nint cRow, bool accumulate)
    {
        if (AvxVnni.IsSupported)
        {
            Multiply<VnniDot>(rows, columns, depth, a, aRow, panels, panelStride, c, cRow, accumulate);
        }
        else if (Avx2.IsSupported)
        {
            Multiply<PairDot>(rows, columns, depth, a, aRow, panels, panelStride, c, cRow, accumulate);
        }
        else
        {
            Multiply<PlainDot>(rows, columns, depth, a, aRow, panels, panelStride, c, cRow, accumulate);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TDot>(
        int rows, int columns, int depth, float* a, nint aRow, byte* panels, nint panelStride, float* c, nint cRow, bool accumulate)
        where TDot : struct, IByteDot
    {
        int blocks = Blocks(depth), rowBytes = blocks * (BlockLength + sizeof(float) + sizeof(int));
        var block = Math.Clamp(RoomBytes / rowBytes, 1, MostRows);
        var room = stackalloc byte[(block * rowBytes) + 64];
        var at = (byte*)(((nint)room + 63) & ~(nint)63);
        var values = (sbyte*)at;
        var scales = (float*)(at + (block * blocks * BlockLength));
        var starts = (int*)(scales + (block * blocks));
        var rest = stackalloc float[4 * Columns];
        for (var row = 0; row < rows; row += block)
        {
            var count = Math.Min(block, rows - row);
            for (var i = 0; i < count; i++)
            {
                RoundRow(depth, a + ((row + i) * aRow), values + ((nint)i * blocks * BlockLength), scales + (i * blocks), starts + (i * blocks));
            }

            for (var column = 0; column < columns; column += Columns)
            {
                var panel = panels + (column / PanelWidth * panelStride);
                var width = Math.Min(Columns, columns - column);
                var whole = width == Columns;
                for (var i = 0; i < count;)
                {
                    var taken = count - i >= 4 ? 4 : 1;
                    var result = c + ((row + i) * cRow) + column;
                    var target = whole ? result : rest;
                    var targetRow = whole ? cRow : Columns;
                    if (!whole && accumulate)
                    {
                        CopyRows(taken, width, result, cRow, rest, Columns);
                    }

                    var x = (int*)(values + ((nint)i * blocks * BlockLength));
                    if (taken == 4)
                    {
                        FourRows<TDot>(blocks, x, scales + (i * blocks), starts + (i * blocks), panel, panelStride, target, targetRow, accumulate);
                        FourRows<TDot>(blocks, x, scales + (i * blocks), starts + (i * blocks), panel + (2 * panelStride), panelStride, target + (2 * PanelWidth), targetRow, accumulate);
                    }
                    else
                    {
                        Row<TDot>(blocks, x, scales + (i * blocks), starts + (i * blocks), panel, panelStride, target, accumulate);
                    }

                    if (!whole)
                    {
                        CopyRows(taken, width, rest, Columns, result, cRow);
                    }

                    i += taken;
                }
            }
        }
    }

    /// <summary>Rounds a row, with what each block's sum has to start from.</summary>
    private static void RoundRow(int depth, float* from, sbyte* values, float* scales, int* starts)
    {
        for (var p = 0; p < depth; p += BlockLength, from += BlockLength, values += BlockLength)
        {
            *scales++ = depth - p >= BlockLength ? RoundWhole(from, values) : Round(depth - p, from, values);
            var pairs = Vector256.WidenLower(Vector256.Load(values)) + Vector256.WidenUpper(Vector256.Load(values));
            *starts++ = -Zero * Vector256.Sum(Vector256.WidenLower(pairs) + Vector256.WidenUpper(pairs));
        }
    }

    /// <summary><see cref="Round"/> of a whole block.</summary>
    private static float RoundWhole(float* from, sbyte* to)
    {
        Vector256<float> a = Vector256.Load(from), b = Vector256.Load(from + 8), c = Vector256.Load(from + 16), d = Vector256.Load(from + 24);
        var most = Vector256.Max(Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)), Vector256.Max(Vector256.Abs(c), Vector256.Abs(d)));
        var four = Vector128.Max(most.GetLower(), most.GetUpper());
        var largest = MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
        var isZero = largest < Smallest;
        var inverse = Vector256.Create(isZero ? 0 : Largest / largest);
        Vector256.Narrow(Vector256.Narrow(Nearest(a * inverse), Nearest(b * inverse)), Vector256.Narrow(Nearest(c * inverse), Nearest(d * inverse))).Store(to);
        return isZero ? 0 : largest / Largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Nearest(Vector256<float> values) => (values + Vector256.Create(Magic)).AsInt32() - Vector256.Create(Magic).AsInt32();

    private static void CopyRows(int rows, int width, float* from, nint fromRow, float* to, nint toRow)
    {
        for (var i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(from + (i * fromRow), width).CopyTo(new Span<float>(to + (i * toRow), width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TDot>(int blocks, int* x, float* scales, int* starts, byte* panel, nint panelStride, float* c, bool accumulate)
        where TDot : struct, IByteDot
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        if (accumulate)
        {
            (s0, s1, s2, s3) = (Vector256.Load(c), Vector256.Load(c + 8), Vector256.Load(c + 16), Vector256.Load(c + 24));
        }

        byte* p0 = panel, p1 = p0 + panelStride, p2 = p1 + panelStride, p3 = p2 + panelStride;
        for (var block = 0; block < blocks; block++)
        {
            var start = Vector256.Create(starts[block]);
            Vector256<int> i0 = start, i1 = start, i2 = start, i3 = start;
            for (nint at = PanelWidth * sizeof(float); at < BlockBytes; at += Inputs * PanelWidth)
            {
                var inputs = Vector256.Create(*x++).AsSByte();
                i0 = TDot.Add(i0, Vector256.Load(p0 + at), inputs);
                i1 = TDot.Add(i1, Vector256.Load(p1 + at), inputs);
                i2 = TDot.Add(i2, Vector256.Load(p2 + at), inputs);
                i3 = TDot.Add(i3, Vector256.Load(p3 + at), inputs);
            }

            var scale = Vector256.Create(scales[block]);
            s0 = Scaled(i0, p0, scale, s0);
            s1 = Scaled(i1, p1, scale, s1);
            s2 = Scaled(i2, p2, scale, s2);
            s3 = Scaled(i3, p3, scale, s3);
            p0 += BlockBytes;
            p1 += BlockBytes;
            p2 += BlockBytes;
            p3 += BlockBytes;
        }

        s0.Store(c);
        s1.Store(c + 8);
        s2.Store(c + 16);
        s3.Store(c + 24);
    }

    /// <summary>Four rows against two panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TDot>(int blocks, int* x, float* scales, int* starts, byte* panel, nint panelStride, float* c, nint cRow, bool accumulate)
        where TDot : struct, IByteDot
    {
        Vector256<float> l0 = default, l1 = default, l2 = default, l3 = default, r0 = default, r1 = default, r2 = default, r3 = default;
        if (accumulate)
        {
            (l0, l1, l2, l3) = (Vector256.Load(c), Vector256.Load(c + cRow), Vector256.Load(c + (2 * cRow)), Vector256.Load(c + (3 * cRow)));
            (r0, r1, r2, r3) = (Vector256.Load(c + 8), Vector256.Load(c + cRow + 8), Vector256.Load(c + (2 * cRow) + 8), Vector256.Load(c + (3 * cRow) + 8));
        }

        var xRow = (nint)blocks * (BlockLength / Inputs);
        byte* left = panel, right = panel + panelStride;
        for (var block = 0; block < blocks; block++)
        {
            Vector256<int> a0 = Vector256.Create(starts[block]), a1 = Vector256.Create(starts[blocks + block]);
            Vector256<int> a2 = Vector256.Create(starts[(2 * blocks) + block]), a3 = Vector256.Create(starts[(3 * blocks) + block]);
            Vector256<int> b0 = a0, b1 = a1, b2 = a2, b3 = a3;
            for (nint at = PanelWidth * sizeof(float); at < BlockBytes; at += Inputs * PanelWidth, x++)
            {
                Vector256<byte> u = Vector256.Load(left + at), v = Vector256.Load(right + at);
                var inputs = Vector256.Create(*x).AsSByte();
                (a0, b0) = (TDot.Add(a0, u, inputs), TDot.Add(b0, v, inputs));
                inputs = Vector256.Create(x[xRow]).AsSByte();
                (a1, b1) = (TDot.Add(a1, u, inputs), TDot.Add(b1, v, inputs));
                inputs = Vector256.Create(x[2 * xRow]).AsSByte();
                (a2, b2) = (TDot.Add(a2, u, inputs), TDot.Add(b2, v, inputs));
                inputs = Vector256.Create(x[3 * xRow]).AsSByte();
                (a3, b3) = (TDot.Add(a3, u, inputs), TDot.Add(b3, v, inputs));
            }

            var scale = Vector256.Create(scales[block]);
            (l0, r0) = (Scaled(a0, left, scale, l0), Scaled(b0, right, scale, r0));
            scale = Vector256.Create(scales[blocks + block]);
            (l1, r1) = (Scaled(a1, left, scale, l1), Scaled(b1, right, scale, r1));
            scale = Vector256.Create(scales[(2 * blocks) + block]);
            (l2, r2) = (Scaled(a2, left, scale, l2), Scaled(b2, right, scale, r2));
            scale = Vector256.Create(scales[(3 * blocks) + block]);
            (l3, r3) = (Scaled(a3, left, scale, l3), Scaled(b3, right, scale, r3));
            left += BlockBytes;
            right += BlockBytes;
        }

        l0.Store(c);
        r0.Store(c + 8);
        l1.Store(c + cRow);
        r1.Store(c + cRow + 8);
        l2.Store(c + (2 * cRow));
        r2.Store(c + (2 * cRow) + 8);
        l3.Store(c + (3 * cRow));
        r3.Store(c + (3 * cRow) + 8);
    }

    /// <summary>Adds a block's integers to the sums of a panel, which starts with its scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scaled(Vector256<int> integers, byte* panel, Vector256<float> scale, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(integers), Vector256.Load((float*)panel) * scale, sum);
}
