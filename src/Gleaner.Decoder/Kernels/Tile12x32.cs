using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>Tiles of 12 × 32 in 512-bit registers: 24 sums of the 32 registers of AVX-512. Correct, if slow, on any hardware.</summary>
internal readonly unsafe struct Tile12x32 : IMicroTile
{
    private const int Lanes = 16;

    public static int Rows => 12;

    public static int PanelWidth => 2 * Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
        Vector512<float> l4 = default, r4 = default;
        Vector512<float> l5 = default, r5 = default;
        Vector512<float> l6 = default, r6 = default;
        Vector512<float> l7 = default, r7 = default;
        Vector512<float> l8 = default, r8 = default;
        Vector512<float> l9 = default, r9 = default;
        Vector512<float> l10 = default, r10 = default;
        Vector512<float> l11 = default, r11 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + cRow);
            (l2, r2) = LoadSums<T>(c + (2 * cRow));
            (l3, r3) = LoadSums<T>(c + (3 * cRow));
            (l4, r4) = LoadSums<T>(c + (4 * cRow));
            (l5, r5) = LoadSums<T>(c + (5 * cRow));
            (l6, r6) = LoadSums<T>(c + (6 * cRow));
            (l7, r7) = LoadSums<T>(c + (7 * cRow));
            (l8, r8) = LoadSums<T>(c + (8 * cRow));
            (l9, r9) = LoadSums<T>(c + (9 * cRow));
            (l10, r10) = LoadSums<T>(c + (10 * cRow));
            (l11, r11) = LoadSums<T>(c + (11 * cRow));
        }

        var a3 = a + (3 * aRow);
        var a6 = a + (6 * aRow);
        var a9 = a + (9 * aRow);
        for (var p = 0; p < depth; p++)
        {
            Fetch(panel + ahead);
            Vector512<float> left = Left(panel), right = Right(panel);
            var x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, left, l0);
            r0 = Vector512.FusedMultiplyAdd(x, right, r0);
            x = Vector512.Create(a[aRow]);
            l1 = Vector512.FusedMultiplyAdd(x, left, l1);
            r1 = Vector512.FusedMultiplyAdd(x, right, r1);
            x = Vector512.Create(a[2 * aRow]);
            l2 = Vector512.FusedMultiplyAdd(x, left, l2);
            r2 = Vector512.FusedMultiplyAdd(x, right, r2);
            x = Vector512.Create(*a3);
            l3 = Vector512.FusedMultiplyAdd(x, left, l3);
            r3 = Vector512.FusedMultiplyAdd(x, right, r3);
            x = Vector512.Create(a3[aRow]);
            l4 = Vector512.FusedMultiplyAdd(x, left, l4);
            r4 = Vector512.FusedMultiplyAdd(x, right, r4);
            x = Vector512.Create(a3[2 * aRow]);
            l5 = Vector512.FusedMultiplyAdd(x, left, l5);
            r5 = Vector512.FusedMultiplyAdd(x, right, r5);
            x = Vector512.Create(*a6);
            l6 = Vector512.FusedMultiplyAdd(x, left, l6);
            r6 = Vector512.FusedMultiplyAdd(x, right, r6);
            x = Vector512.Create(a6[aRow]);
            l7 = Vector512.FusedMultiplyAdd(x, left, l7);
            r7 = Vector512.FusedMultiplyAdd(x, right, r7);
            x = Vector512.Create(a6[2 * aRow]);
            l8 = Vector512.FusedMultiplyAdd(x, left, l8);
            r8 = Vector512.FusedMultiplyAdd(x, right, r8);
            x = Vector512.Create(*a9);
            l9 = Vector512.FusedMultiplyAdd(x, left, l9);
            r9 = Vector512.FusedMultiplyAdd(x, right, r9);
            x = Vector512.Create(a9[aRow]);
            l10 = Vector512.FusedMultiplyAdd(x, left, l10);
            r10 = Vector512.FusedMultiplyAdd(x, right, r10);
            x = Vector512.Create(a9[2 * aRow]);
            l11 = Vector512.FusedMultiplyAdd(x, left, l11);
            r11 = Vector512.FusedMultiplyAdd(x, right, r11);
            a += aDepth;
            a3 += aDepth;
            a6 += aDepth;
            a9 += aDepth;
            panel += 2 * Lanes;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + cRow);
        StoreSums<T>(l2, r2, c + (2 * cRow));
        StoreSums<T>(l3, r3, c + (3 * cRow));
        StoreSums<T>(l4, r4, c + (4 * cRow));
        StoreSums<T>(l5, r5, c + (5 * cRow));
        StoreSums<T>(l6, r6, c + (6 * cRow));
        StoreSums<T>(l7, r7, c + (7 * cRow));
        StoreSums<T>(l8, r8, c + (8 * cRow));
        StoreSums<T>(l9, r9, c + (9 * cRow));
        StoreSums<T>(l10, r10, c + (10 * cRow));
        StoreSums<T>(l11, r11, c + (11 * cRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EightRows<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
        Vector512<float> l4 = default, r4 = default;
        Vector512<float> l5 = default, r5 = default;
        Vector512<float> l6 = default, r6 = default;
        Vector512<float> l7 = default, r7 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + cRow);
            (l2, r2) = LoadSums<T>(c + (2 * cRow));
            (l3, r3) = LoadSums<T>(c + (3 * cRow));
            (l4, r4) = LoadSums<T>(c + (4 * cRow));
            (l5, r5) = LoadSums<T>(c + (5 * cRow));
            (l6, r6) = LoadSums<T>(c + (6 * cRow));
            (l7, r7) = LoadSums<T>(c + (7 * cRow));
        }

        var a3 = a + (3 * aRow);
        var a6 = a + (6 * aRow);
        for (var p = 0; p < depth; p++)
        {
            Fetch(panel + ahead);
            Vector512<float> left = Left(panel), right = Right(panel);
            var x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, left, l0);
            r0 = Vector512.FusedMultiplyAdd(x, right, r0);
            x = Vector512.Create(a[aRow]);
            l1 = Vector512.FusedMultiplyAdd(x, left, l1);
            r1 = Vector512.FusedMultiplyAdd(x, right, r1);
            x = Vector512.Create(a[2 * aRow]);
            l2 = Vector512.FusedMultiplyAdd(x, left, l2);
            r2 = Vector512.FusedMultiplyAdd(x, right, r2);
            x = Vector512.Create(*a3);
            l3 = Vector512.FusedMultiplyAdd(x, left, l3);
            r3 = Vector512.FusedMultiplyAdd(x, right, r3);
            x = Vector512.Create(a3[aRow]);
            l4 = Vector512.FusedMultiplyAdd(x, left, l4);
            r4 = Vector512.FusedMultiplyAdd(x, right, r4);
            x = Vector512.Create(a3[2 * aRow]);
            l5 = Vector512.FusedMultiplyAdd(x, left, l5);
            r5 = Vector512.FusedMultiplyAdd(x, right, r5);
            x = Vector512.Create(*a6);
            l6 = Vector512.FusedMultiplyAdd(x, left, l6);
            r6 = Vector512.FusedMultiplyAdd(x, right, r6);
            x = Vector512.Create(a6[aRow]);
            l7 = Vector512.FusedMultiplyAdd(x, left, l7);
            r7 = Vector512.FusedMultiplyAdd(x, right, r7);
            a += aDepth;
            a3 += aDepth;
            a6 += aDepth;
            panel += 2 * Lanes;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + cRow);
        StoreSums<T>(l2, r2, c + (2 * cRow));
        StoreSums<T>(l3, r3, c + (3 * cRow));
        StoreSums<T>(l4, r4, c + (4 * cRow));
        StoreSums<T>(l5, r5, c + (5 * cRow));
        StoreSums<T>(l6, r6, c + (6 * cRow));
        StoreSums<T>(l7, r7, c + (7 * cRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourRows<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
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
            Vector512<float> left = Left(panel), right = Right(panel);
            var x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, left, l0);
            r0 = Vector512.FusedMultiplyAdd(x, right, r0);
            x = Vector512.Create(a[aRow]);
            l1 = Vector512.FusedMultiplyAdd(x, left, l1);
            r1 = Vector512.FusedMultiplyAdd(x, right, r1);
            x = Vector512.Create(*a2);
            l2 = Vector512.FusedMultiplyAdd(x, left, l2);
            r2 = Vector512.FusedMultiplyAdd(x, right, r2);
            x = Vector512.Create(a2[aRow]);
            l3 = Vector512.FusedMultiplyAdd(x, left, l3);
            r3 = Vector512.FusedMultiplyAdd(x, right, r3);
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
        Vector512<float> l0 = default, r0 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
        }

        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            var x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, Left(panel + p), l0);
            r0 = Vector512.FusedMultiplyAdd(x, Right(panel + p), r0);
            a += aDepth;
        }

        StoreSums<T>(l0, r0, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowOfTwo<T>(int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        if (accumulate)
        {
            (l0, r0) = LoadSums<T>(c);
            (l1, r1) = LoadSums<T>(c + (2 * Lanes));
        }

        var panel0 = panels;
        var panel1 = panel0 + panelStride;
        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            var x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, Left(panel0 + p), l0);
            r0 = Vector512.FusedMultiplyAdd(x, Right(panel0 + p), r0);
            l1 = Vector512.FusedMultiplyAdd(x, Left(panel1 + p), l1);
            r1 = Vector512.FusedMultiplyAdd(x, Right(panel1 + p), r1);
            a += aDepth;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + (2 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowOfFour<T>(int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
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
            var x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, Left(panel0 + p), l0);
            r0 = Vector512.FusedMultiplyAdd(x, Right(panel0 + p), r0);
            l1 = Vector512.FusedMultiplyAdd(x, Left(panel1 + p), l1);
            r1 = Vector512.FusedMultiplyAdd(x, Right(panel1 + p), r1);
            l2 = Vector512.FusedMultiplyAdd(x, Left(panel2 + p), l2);
            r2 = Vector512.FusedMultiplyAdd(x, Right(panel2 + p), r2);
            l3 = Vector512.FusedMultiplyAdd(x, Left(panel3 + p), l3);
            r3 = Vector512.FusedMultiplyAdd(x, Right(panel3 + p), r3);
            a += aDepth;
        }

        StoreSums<T>(l0, r0, c);
        StoreSums<T>(l1, r1, c + (2 * Lanes));
        StoreSums<T>(l2, r2, c + (4 * Lanes));
        StoreSums<T>(l3, r3, c + (6 * Lanes));
    }

    /// <summary>The left half of a panel's row; of bfloat16 those of a pair that a shift widens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Left<T>(T* panel)
        where T : unmanaged => typeof(T) == typeof(float) ? Vector512.Load((float*)panel) : (Vector512.Load((uint*)panel) << 16).AsSingle();

    /// <summary>The right half; of bfloat16 those that a mask widens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Right<T>(T* panel)
        where T : unmanaged => typeof(T) == typeof(float)
        ? Vector512.Load((float*)panel + Lanes)
        : (Vector512.Load((uint*)panel) & Vector512.Create(0xFFFF0000u)).AsSingle();

    /// <summary>Sums in the order in which <see cref="Left"/> and <see cref="Right"/> give columns: halves come eight by eight in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Left, Vector512<float> Right) LoadSums<T>(float* c)
        where T : unmanaged => typeof(T) == typeof(float)
        ? (Vector512.Load(c), Vector512.Load(c + Lanes))
        : (Vector512.Create(Vector256.Load(c), Vector256.Load(c + 16)), Vector512.Create(Vector256.Load(c + 8), Vector256.Load(c + 24)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSums<T>(Vector512<float> left, Vector512<float> right, float* c)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            left.Store(c);
            right.Store(c + Lanes);
            return;
        }

        left.GetLower().Store(c);
        right.GetLower().Store(c + 8);
        left.GetUpper().Store(c + 16);
        right.GetUpper().Store(c + 24);
    }

    /// <summary>Asks for a row of a panel: one cache line of halves, two of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<T>(T* panel)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(panel);
            if (typeof(T) == typeof(float))
            {
                Sse.Prefetch0((float*)panel + Lanes);
            }
        }
    }
}
