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
    public static void Tile(int depth, float* a, nint aRow, nint aDepth, float* panel, nint ahead, float* c, nint cRow, bool accumulate)
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
            l0 = Vector512.Load(c);
            r0 = Vector512.Load(c + Lanes);
            l1 = Vector512.Load(c + cRow);
            r1 = Vector512.Load(c + cRow + Lanes);
            l2 = Vector512.Load(c + (2 * cRow));
            r2 = Vector512.Load(c + (2 * cRow) + Lanes);
            l3 = Vector512.Load(c + (3 * cRow));
            r3 = Vector512.Load(c + (3 * cRow) + Lanes);
            l4 = Vector512.Load(c + (4 * cRow));
            r4 = Vector512.Load(c + (4 * cRow) + Lanes);
            l5 = Vector512.Load(c + (5 * cRow));
            r5 = Vector512.Load(c + (5 * cRow) + Lanes);
            l6 = Vector512.Load(c + (6 * cRow));
            r6 = Vector512.Load(c + (6 * cRow) + Lanes);
            l7 = Vector512.Load(c + (7 * cRow));
            r7 = Vector512.Load(c + (7 * cRow) + Lanes);
            l8 = Vector512.Load(c + (8 * cRow));
            r8 = Vector512.Load(c + (8 * cRow) + Lanes);
            l9 = Vector512.Load(c + (9 * cRow));
            r9 = Vector512.Load(c + (9 * cRow) + Lanes);
            l10 = Vector512.Load(c + (10 * cRow));
            r10 = Vector512.Load(c + (10 * cRow) + Lanes);
            l11 = Vector512.Load(c + (11 * cRow));
            r11 = Vector512.Load(c + (11 * cRow) + Lanes);
        }

        float* a3 = a + (3 * aRow);
        float* a6 = a + (6 * aRow);
        float* a9 = a + (9 * aRow);
        for (int p = 0; p < depth; p++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(panel + ahead);
                Sse.Prefetch0(panel + ahead + Lanes);
            }

            Vector512<float> left = Vector512.Load(panel), right = Vector512.Load(panel + Lanes);
            Vector512<float> x = Vector512.Create(*a);
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
        l6.Store(c + (6 * cRow));
        r6.Store(c + (6 * cRow) + Lanes);
        l7.Store(c + (7 * cRow));
        r7.Store(c + (7 * cRow) + Lanes);
        l8.Store(c + (8 * cRow));
        r8.Store(c + (8 * cRow) + Lanes);
        l9.Store(c + (9 * cRow));
        r9.Store(c + (9 * cRow) + Lanes);
        l10.Store(c + (10 * cRow));
        r10.Store(c + (10 * cRow) + Lanes);
        l11.Store(c + (11 * cRow));
        r11.Store(c + (11 * cRow) + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ShortTile(int depth, float* a, nint aRow, nint aDepth, float* panel, nint ahead, float* c, nint cRow, bool accumulate)
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
        if (accumulate)
        {
            l0 = Vector512.Load(c);
            r0 = Vector512.Load(c + Lanes);
            l1 = Vector512.Load(c + cRow);
            r1 = Vector512.Load(c + cRow + Lanes);
            l2 = Vector512.Load(c + (2 * cRow));
            r2 = Vector512.Load(c + (2 * cRow) + Lanes);
            l3 = Vector512.Load(c + (3 * cRow));
            r3 = Vector512.Load(c + (3 * cRow) + Lanes);
        }

        float* a2 = a + (2 * aRow);
        for (int p = 0; p < depth; p++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(panel + ahead);
                Sse.Prefetch0(panel + ahead + Lanes);
            }

            Vector512<float> left = Vector512.Load(panel), right = Vector512.Load(panel + Lanes);
            Vector512<float> x = Vector512.Create(*a);
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
        Vector512<float> l = accumulate ? Vector512.Load(c) : default;
        Vector512<float> r = accumulate ? Vector512.Load(c + Lanes) : default;
        for (int p = 0; p < depth; p++)
        {
            Vector512<float> x = Vector512.Create(*a);
            l = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel), l);
            r = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel + Lanes), r);
            a += aDepth;
            panel += 2 * Lanes;
        }

        l.Store(c);
        r.Store(c + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowOfFour(int depth, float* a, nint aDepth, float* panels, nint panelStride, float* c, bool accumulate)
    {
        Vector512<float> l0 = default, r0 = default;
        Vector512<float> l1 = default, r1 = default;
        Vector512<float> l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default;
        if (accumulate)
        {
            l0 = Vector512.Load(c);
            r0 = Vector512.Load(c + Lanes);
            l1 = Vector512.Load(c + (2 * Lanes));
            r1 = Vector512.Load(c + (3 * Lanes));
            l2 = Vector512.Load(c + (4 * Lanes));
            r2 = Vector512.Load(c + (5 * Lanes));
            l3 = Vector512.Load(c + (6 * Lanes));
            r3 = Vector512.Load(c + (7 * Lanes));
        }

        float* panel0 = panels, panel1 = panels + panelStride;
        float* panel2 = panel1 + panelStride, panel3 = panel2 + panelStride;
        for (nint p = 0; p < (nint)depth * 2 * Lanes; p += 2 * Lanes)
        {
            Vector512<float> x = Vector512.Create(*a);
            l0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel0 + p), l0);
            r0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel0 + p + Lanes), r0);
            l1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel1 + p), l1);
            r1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel1 + p + Lanes), r1);
            l2 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel2 + p), l2);
            r2 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel2 + p + Lanes), r2);
            l3 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel3 + p), l3);
            r3 = Vector512.FusedMultiplyAdd(x, Vector512.Load(panel3 + p + Lanes), r3);
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
