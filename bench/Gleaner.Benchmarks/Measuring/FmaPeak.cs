using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gleaner.Trajectories;

namespace Gleaner.Benchmarks.Measuring;

/// <summary>What one core can do in fused multiply-adds on registers: the ceiling of every product.</summary>
internal static class FmaPeak
{
    private const int Repeats = 200_000;

    /// <summary>Independent chains: as many as hide the latency of an addition on two units.</summary>
    private const int Chains = 12;

    /// <summary>Gigaflops per core, best of some runs.</summary>
    public static double Measure()
    {
        var wide = Vector512.IsHardwareAccelerated;
        float sink = 0;
        Action action = () => sink += wide ? Chain512() : Chain256();
        var times = Contest.Repeats(action, 0.02);
        List<Timing> timings = [];
        for (var round = 0; round < 15; round++)
        {
            timings.Add(Timing.Of(() => Contest.Repeat(action, times)));
        }

        GC.KeepAlive(sink);
        return 2.0 * (wide ? 16 : 8) * Chains * Repeats * times / Timing.Best(timings).ProcessorSeconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain256()
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default;
        Vector256<float> g = default, h = default, i = default, j = default, k = default, l = default;
        Vector256<float> x = Vector256.Create(0.5f), y = Vector256.Create(0.25f);
        for (var n = 0; n < Repeats; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain512()
    {
        Vector512<float> a = default, b = default, c = default, d = default, e = default, f = default;
        Vector512<float> g = default, h = default, i = default, j = default, k = default, l = default;
        Vector512<float> x = Vector512.Create(0.5f), y = Vector512.Create(0.25f);
        for (var n = 0; n < Repeats; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
