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
    public static void Tile(int depth, float* a, nint aRow, nint aDepth, float* panel, nint ahead, float* c, nint cRow, bool accumulate)
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        Vector256<float> l4 = default, r4 = default;
        Vector256<float> l5 = default, r5 = default;
        if (accumulate)
        {
            l0 = Vector256.Load(c);
            r0 = Vector256.Load(c + Lanes);
            l1 = Vector256.Load(c + cRow);
            r1 = Vector256.Load(c + cRow + Lanes);
            l2 = Vector256.Load(c + (2 * cRow));
            r2 = Vector256.Load(c + (2 * cRow) + Lanes);
            l3 = Vector256.Load(c + (3 * cRow));
            r3 = Vector256.Load(c + (3 * cRow) + Lanes);
            l4 = Vector256.Load(c + (4 * cRow));
            r4 = Vector256.Load(c + (4 * cRow) + Lanes);
            l5 = Vector256.Load(c + (5 * cRow));
            r5 = Vector256.Load(c + (5 * cRow) + Lanes);
        }

        float* a3 = a + (3 * aRow);
        for (int p = 0; p < depth; p++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(panel + ahead);
            }

            Vector256<float> left = Vector256.Load(panel), right = Vector256.Load(panel + Lanes);
            Vector256<float> x = Vector256.Create(*a);
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

        l0.Store(c);
        r0.Store(c + Lanes);
        l1.Store(c + cRow);
        r1.Store(c + cRow + Lanes);
        l2.Store(c + (2 * cRow));
        r2.Store(c + (2 * cRow) + Lanes);
        l3.Store(c + (3 * cRow));
        r3.Store(c + (3 * cRow) + Lanes);
        l4.Store(c + (4 * cRow));
        r4.Store(c + (4 * cRow) + Lanes);
        l5.Store(c + (5 * cRow));
        r5.Store(c + (5 * cRow) + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ShortTile(int depth, float* a, nint aRow, nint aDepth, float* panel, nint ahead, float* c, nint cRow, bool accumulate)
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        if (accumulate)
        {
            l0 = Vector256.Load(c);
            r0 = Vector256.Load(c + Lanes);
            l1 = Vector256.Load(c + cRow);
            r1 = Vector256.Load(c + cRow + Lanes);
            l2 = Vector256.Load(c + (2 * cRow));
            r2 = Vector256.Load(c + (2 * cRow) + Lanes);
            l3 = Vector256.Load(c + (3 * cRow));
            r3 = Vector256.Load(c + (3 * cRow) + Lanes);
        }

        float* a2 = a + (2 * aRow);
        for (int p = 0; p < depth; p++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(panel + ahead);
            }

            Vector256<float> left = Vector256.Load(panel), right = Vector256.Load(panel + Lanes);
            Vector256<float> x = Vector256.Create(*a);
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

        l0.Store(c);
        r0.Store(c + Lanes);
        l1.Store(c + cRow);
        r1.Store(c + cRow + Lanes);
        l2.Store(c + (2 * cRow));
        r2.Store(c + (2 * cRow) + Lanes);
        l3.Store(c + (3 * cRow));
        r3.Store(c + (3 * cRow) + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(int depth, float* a, nint aDepth, float* panel, float* c, bool accumulate)
    {
        Vector256<float> l = accumulate ? Vector256.Load(c) : default;
        Vector256<float> r = accumulate ? Vector256.Load(c + Lanes) : default;
        for (int p = 0; p < depth; p++)
        {
            Vector256<float> x = Vector256.Create(*a);
            l = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel), l);
            r = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel + Lanes), r);
            a += aDepth;
            panel += 2 * Lanes;
        }

        l.Store(c);
        r.Store(c + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowOfFour(int depth, float* a, nint aDepth, float* panels, nint panelStride, float* c, bool accumulate)
    {
        Vector256<float> l0 = default, r0 = default;
        Vector256<float> l1 = default, r1 = default;
        Vector256<float> l2 = default, r2 = default;
        Vector256<float> l3 = default, r3 = default;
        if (accumulate)
        {
            l0 = Vector256.Load(c);
            r0 = Vector256.Load(c + Lanes);
            l1 = Vector256.Load(c + (2 * Lanes));
            r1 = Vector256.Load(c + (3 * Lanes));
            l2 = Vector256.Load(c + (4 * Lanes));
            r2 = Vector256.Load(c + (5 * Lanes));
            l3 = Vector256.Load(c + (6 * Lanes));
            r3 = Vector256.Load(c + (7 * Lanes));
        }

        float* panel0 = panels, panel1 = panels + panelStride;
        float* panel2 = panel1 + panelStride, panel3 = panel2 + panelStride;
        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            Vector256<float> x = Vector256.Create(*a);
            l0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel0 + p), l0);
            r0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel0 + p + Lanes), r0);
            l1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel1 + p), l1);
            r1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel1 + p + Lanes), r1);
            l2 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel2 + p), l2);
            r2 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel2 + p + Lanes), r2);
            l3 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel3 + p), l3);
            r3 = Vector256.FusedMultiplyAdd(x, Vector256.Load(panel3 + p + Lanes), r3);
            a += aDepth;
        }

        l0.Store(c);
        r0.Store(c + Lanes);
        l1.Store(c + (2 * Lanes));
        r1.Store(c + (3 * Lanes));
        l2.Store(c + (4 * Lanes));
        r2.Store(c + (5 * Lanes));
        l3.Store(c + (6 * Lanes));
        r3.Store(c + (7 * Lanes));
    }
}
