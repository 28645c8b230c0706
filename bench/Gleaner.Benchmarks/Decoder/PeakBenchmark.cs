using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>What one core can do in fused multiply-adds, and what share of it the matrix product reaches on decoder shapes.</summary>
internal static unsafe class PeakBenchmark
{
    private const int Repeats = 200_000;

    /// <summary>Independent chains: as many as hide the latency of an addition on two units.</summary>
    private const int Chains = 12;

    public static void Run(TextWriter output)
    {
        double peak = PeakGflops();
        output.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "peak",
            peakGflopsPerCore = Math.Round(peak, 1),
            forward = Shapes((480, 128, 128), (480, 512, 128), (480, 128, 256), (120, 4500, 128), (120, 128, 4500)),
            weightGradient = Transposed((128, 128, 480), (512, 128, 480), (128, 256, 480), (4500, 128, 120)),
            decode = Shapes((1, 512, 128), (32, 128, 128), (32, 512, 128), (32, 4500, 128)),
        }));

        Dictionary<string, string> Shapes(params (int Rows, int Columns, int Depth)[] shapes) =>
            shapes.ToDictionary(s => $"{s.Rows}x{s.Columns}x{s.Depth}", s => Share(Gflops(s.Rows, s.Columns, s.Depth, transposed: false)));

        Dictionary<string, string> Transposed(params (int Rows, int Columns, int Depth)[] shapes) =>
            shapes.ToDictionary(s => $"{s.Rows}x{s.Columns}x{s.Depth}", s => Share(Gflops(s.Rows, s.Columns, s.Depth, transposed: true)));

        string Share(double gflops) => FormattableString.Invariant($"{gflops:F1} GFLOPS, {gflops / peak:P0}");
    }

    public static double PeakGflops()
    {
        bool wide = Vector512.IsHardwareAccelerated;
        float sink = 0;
        double seconds = Measurement.Fastest(() => sink += wide ? Chain512() : Chain256(), 30, 0.3);
        GC.KeepAlive(sink);
        return 2.0 * (wide ? 16 : 8) * Chains * Repeats / seconds / 1e9;
    }

    private static double Gflops(int rows, int columns, int depth, bool transposed)
    {
        Gemm gemm = Gemm.Best;
        AlignedBuffer a = new(rows * depth), c = new(rows * columns), panels = new(gemm.PackedLength(depth, columns));
        a.Span.Fill(1);
        panels.Span.Fill(1);
        int times = Math.Max(1, (int)(2e8 / (2.0 * rows * columns * depth)));
        double seconds = Measurement.Fastest(
            () =>
            {
                for (int i = 0; i < times; i++)
                {
                    if (transposed)
                    {
                        gemm.MultiplyTransposed(rows, columns, depth, a.Pointer, rows, panels.Pointer, gemm.PanelStride(depth), c.Pointer, columns, true);
                    }
                    else
                    {
                        gemm.Multiply(rows, columns, depth, a.Pointer, depth, panels.Pointer, gemm.PanelStride(depth), c.Pointer, columns, false);
                    }
                }
            },
            20,
            0.3);
        return 2.0 * rows * columns * depth * times / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain256()
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default;
        Vector256<float> g = default, h = default, i = default, j = default, k = default, l = default;
        Vector256<float> x = Vector256.Create(0.5f), y = Vector256.Create(0.25f);
        for (int n = 0; n < Repeats; n++)
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
        for (int n = 0; n < Repeats; n++)
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
