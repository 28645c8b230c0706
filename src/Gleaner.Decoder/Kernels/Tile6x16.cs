using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>Tiles of 6 × 16 in 256-bit registers: 12 sums, 2 panel vectors and a broadcast fill the 16 registers of AVX2.</summary>
internal readonly unsafe struct Tile6x16 : IMicroTile
{
    private const int Lanes = 8;

    public static int Rows => 6;

    public static int PanelWidth => 2 * Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        Vector256<float> l4 = default, r4 = default;
        Vector256<float> l5 = default, r5 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + cRow);
            (l2, r2) = LoadSums<T>(c + (2 * cRow));
            (l3, r3) = LoadSums<T>(c + (3 * cRow));
            (l4, r4) = LoadSums<T>(c + (4 * cRow));
            (l5, r5) = LoadSums<T>(c + (5 * cRow));
        }

        var a3 = a + (3 * aRow);
        for (var p = 0; p < depth; p++)
        {
            Fetch(panel + ahead);
            Vector256<float> left = Left(panel), right = Right(panel);
            var x = Vector256.Create(*a);
            l0 = Vector256.FusedMultiplyAdd(x, left, l0);
            r0 = Vector256.FusedMultiplyAdd(x, right, r0);
            x = Vector256.Create(a[aRow]);
            l1 = Vector256.FusedMultiplyAdd(x, left, l1);
            r1 = Vector256.FusedMultiplyAdd(x, right, r1);
            x = Vector256.Create(a[2 * aRow]);
            l2 = Vector256.FusedMultiplyAdd(x, left, l2);
            r2 = Vector256.FusedMultiplyAdd(x, right, r2);
            x = Vector256.Create(*a3);
            l3 = Vector256.FusedMultiplyAdd(x, left, l3);
            r3 = Vector256.FusedMultiplyAdd(x, right, r3);
            x = Vector256.Create(a3[aRow]);
            l4 = Vector256.FusedMultiplyAdd(x, left, l4);
            r4 = Vector256.FusedMultiplyAdd(x, right, r4);
            x = Vector256.Create(a3[2 * aRow]);
            l5 = Vector256.FusedMultiplyAdd(x, left, l5);
            r5 = Vector256.FusedMultiplyAdd(x, right, r5);
            a += aDepth;
            a3 += aDepth;
            panel += 2 * Lanes;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + cRow);
        StoreSums<T>(l2, r2, c + (2 * cRow));
        StoreSums<T>(l3, r3, c + (3 * cRow));
        StoreSums<T>(l4, r4, c + (4 * cRow));
        StoreSums<T>(l5, r5, c + (5 * cRow));
    }

    public static void EightRows<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        FourRows(depth, a, aRow, aDepth, panel, ahead, c, cRow, accumulate);
        FourRows(depth, a + (4 * aRow), aRow, aDepth, panel, 0, c + (4 * cRow), cRow, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourRows<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + cRow);
            (l2, r2) = LoadSums<T>(c + (2 * cRow));
            (l3, r3) = LoadSums<T>(c + (3 * cRow));
        }

        var a2 = a + (2 * aRow);
        for (var p = 0; p < depth; p++)
        {
            Fetch(panel + ahead);
            Vector256<float> left = Left(panel), right = Right(panel);
            var x = Vector256.Create(*a);
            l0 = Vector256.FusedMultiplyAdd(x, left, l0);
            r0 = Vector256.FusedMultiplyAdd(x, right, r0);
            x = Vector256.Create(a[aRow]);
            l1 = Vector256.FusedMultiplyAdd(x, left, l1);
            r1 = Vector256.FusedMultiplyAdd(x, right, r1);
            x = Vector256.Create(*a2);
            l2 = Vector256.FusedMultiplyAdd(x, left, l2);
            r2 = Vector256.FusedMultiplyAdd(x, right, r2);
            x = Vector256.Create(a2[aRow]);
            l3 = Vector256.FusedMultiplyAdd(x, left, l3);
            r3 = Vector256.FusedMultiplyAdd(x, right, r3);
            a += aDepth;
            a2 += aDepth;
            panel += 2 * Lanes;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + cRow);
        StoreSums<T>(l2, r2, c + (2 * cRow));
        StoreSums<T>(l3, r3, c + (3 * cRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<T>(int depth, float* a, nint aDepth, T* panel, float* c, bool accumulate)
        where T : unmanaged
    {
        Vector256<float> l0 = default, r0 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
        }

        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            var x = Vector256.Create(*a);
            l0 = Vector256.FusedMultiplyAdd(x, Left(panel + p), l0);
            r0 = Vector256.FusedMultiplyAdd(x, Right(panel + p), r0);
            a += aDepth;
        }

        StoreSums<T>(l0, r0, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowOfTwo<T>(int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + (2 * Lanes));
        }

        var panel0 = panels;
        var panel1 = panel0 + panelStride;
        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            var x = Vector256.Create(*a);
            l0 = Vector256.FusedMultiplyAdd(x, Left(panel0 + p), l0);
            r0 = Vector256.FusedMultiplyAdd(x, Right(panel0 + p), r0);
            l1 = Vector256.FusedMultiplyAdd(x, Left(panel1 + p), l1);
            r1 = Vector256.FusedMultiplyAdd(x, Right(panel1 + p), r1);
            a += aDepth;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + (2 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowOfFour<T>(int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + (2 * Lanes));
            (l2, r2) = LoadSums<T>(c + (4 * Lanes));
            (l3, r3) = LoadSums<T>(c + (6 * Lanes));
        }

        var panel0 = panels;
        var panel1 = panel0 + panelStride;
        var panel2 = panel1 + panelStride;
        var panel3 = panel2 + panelStride;
        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            var x = Vector256.Create(*a);
            l0 = Vector256.FusedMultiplyAdd(x, Left(panel0 + p), l0);
            r0 = Vector256.FusedMultiplyAdd(x, Right(panel0 + p), r0);
            l1 = Vector256.FusedMultiplyAdd(x, Left(panel1 + p), l1);
            r1 = Vector256.FusedMultiplyAdd(x, Right(panel1 + p), r1);
            l2 = Vector256.FusedMultiplyAdd(x, Left(panel2 + p), l2);
            r2 = Vector256.FusedMultiplyAdd(x, Right(panel2 + p), r2);
            l3 = Vector256.FusedMultiplyAdd(x, Left(panel3 + p), l3);
            r3 = Vector256.FusedMultiplyAdd(x, Right(panel3 + p), r3);
            a += aDepth;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + (2 * Lanes));
        StoreSums<T>(l2, r2, c + (4 * Lanes));
        StoreSums<T>(l3, r3, c + (6 * Lanes));
    }

    /// <summary>The left half of a panel's row; of bfloat16 those of a pair that a shift widens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Left<T>(T* panel)
        where T : unmanaged => typeof(T) == typeof(float) ? Vector256.Load((float*)panel) : (Vector256.Load((uint*)panel) << 16).AsSingle();

    /// <summary>The right half; of bfloat16 those that a mask widens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Right<T>(T* panel)
        where T : unmanaged => typeof(T) == typeof(float)
        ? Vector256.Load((float*)panel + Lanes)
        : (Vector256.Load((uint*)panel) & Vector256.Create(0xFFFF0000u)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Left, Vector256<float> Right) LoadSums<T>(float* c)
        where T : unmanaged => (Vector256.Load(c), Vector256.Load(c + Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSums<T>(Vector256<float> left, Vector256<float> right, float* c)
        where T : unmanaged
    {
        left.Store(c);
        right.Store(c + Lanes);
    }

    /// <summary>Asks for a row of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<T>(T* panel)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(panel);
        }
    }
}
