using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Decoder;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;
using Gleaner.Decoder.Model;

namespace Gleaner.Benchmarks.Products;

/// <summary>
/// <c>bench gemm</c>: the products of training and decoding on one core, against oneDNN. The figure is that of all products with
/// weights in one training step of the 6.9M decoder, each as often as the step needs it.
/// </summary>
public static class GemmBenchmark
{
    private const int Rounds = 7;
    private const double SecondsPerRound = 0.02;
    private const int PackedRow = 512;

    /// <summary>Measures, and prints a line for each product and one of JSON.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var library = OneDnnLibrary.Find();
        var peak = FmaPeak.Measure();
        output.WriteLine($"Products in fp32 on one core, GFLOPS by processor time, best of {Rounds} turns. {Machine.Describe()}.");
        output.WriteLine(FormattableString.Invariant($"Peak of fused multiply-adds on registers: {peak:F1} GFLOPS. Peer: {(library is null ? "none, oneDNN is not installed" : $"oneDNN {library.Version}, 1 thread")}."));
        var halves = library?.Products is { } products ? new OneDnnHalfGemm(library, products, Gemm.Best) : null;
        output.WriteLine(halves is null ? "Products of bfloat16: none here." : $"Products of bfloat16: oneDNN {library!.Version}, {OneDnnProducts.KindOfProcessor}, inputs rounded within.");
        output.WriteLine("Weights are packed beforehand, as a step does once; packing inputs for weight gradients counts.");
        var table = new Table(output, ("product", -22), ("kind", -15), ("rows", 5), ("out", 5), ("in", 5), ("ours", 7), ("of peak", 8), ("oneDNN", 7), ("ratio", 6), ("bf16", 7), ("to ours", 7));

        var large = Group(output, table, "6.9M decoder, training", ProductShape.OfTraining(BenchmarkModel.Config, PackedRow, 1), library, halves, peak);
        var small = Group(output, table, "small student, training", ProductShape.OfTraining(StudentShape.Config, 480, StudentShape.TrainedShare), library, halves, peak);
        Sum[] decoding = [.. new[] { 1, 8, 32 }.Select(rows => Group(output, table, $"6.9M decoder, decoding {rows}", ProductShape.OfDecoding(BenchmarkModel.Config, rows), library, halves: null, peak))];

        new Result("gemm")
            .Figure("gflops_per_core", large.Ours, library is null ? null : $"oneDNN {library.Version}", large.Peer)
            .With("fma_peak_gflops_per_core", Result.Rounded(peak))
            .With("share_of_fma_peak", Math.Round(large.Ours / peak, 3))
            .With("weight_packing_share_of_step", Math.Round(large.PackingShare, 4))
            .With("bf16_gflops_per_core", large.Halves is double half ? Result.Rounded(half) : null)
            .With("small_student", small.Json(peak))
            .With("decode_rows_1", decoding[0].Json(peak))
            .With("decode_rows_8", decoding[1].Json(peak))
            .With("decode_rows_32", decoding[2].Json(peak))
            .WriteTo(output);
    }

    private static Sum Group(TextWriter output, Table table, string name, IEnumerable<ProductShape> shapes, OneDnnLibrary? library, OneDnnHalfGemm? halves, double peak)
    {
        output.WriteLine($"{name}:");
        Sum sum = new();
        foreach (var shape in shapes)
        {
            var rig = new ProductRig(shape);
            if (library is not null && rig.Difference(library) is var difference and > 1e-4)
            {
                throw new InvalidOperationException($"Ours and oneDNN's {shape} differ by {difference:E1} of the largest value: they do not compute the same.");
            }

            var times = Contest.Repeats(rig.Ours, SecondsPerRound);
            var inHalves = halves is null ? null : rig.Halves(halves);
            var best = Contest.Run(
                Rounds,
                [
                    () => Timing.Of(() => Contest.Repeat(rig.Ours, times)),
                    library is null ? null : () => Timing.Of(() => Contest.Repeat(() => rig.Peer(library), times)),
                    inHalves is null ? null : () => Timing.Of(() => Contest.Repeat(inHalves, times)),
                ]);
            var (ours, peer) = (best[0]!.Value, best[1]);
            var packing = Timing.Best([.. Enumerable.Range(0, 3).Select(_ => Timing.Of(rig.PackWeights))]).ProcessorSeconds;
            sum.Add(shape, ours.ProcessorSeconds / times, peer?.ProcessorSeconds / times, best[2]?.ProcessorSeconds / times, packing);
            var gflops = shape.Flops * times / ours.ProcessorSeconds / 1e9;
            var other = shape.Flops * times / peer?.ProcessorSeconds / 1e9;
            var half = shape.Flops * times / best[2]?.ProcessorSeconds / 1e9;
            table.Row(
                "  " + shape.Name, Describe(shape.Kind), shape.Rows, shape.Outputs, shape.Inputs,
                Table.Number(gflops), Table.Share(gflops / peak), Table.Number(other), Table.Number(gflops / other, "F2"), Table.Number(half), Table.Number(half / gflops, "F2"));
        }

        table.Row("  all", "", "", "", "", Table.Number(sum.Ours), Table.Share(sum.Ours / peak), Table.Number(sum.Peer), Table.Number(sum.Ours / sum.Peer, "F2"), Table.Number(sum.Halves), Table.Number(sum.Halves / sum.Ours, "F2"));
        return sum;
    }

    private static string Describe(ProductKind kind) => kind switch
    {
        ProductKind.Forward => "forward",
        ProductKind.InputGradient => "input gradient",
        _ => "weight gradient",
    };

    /// <summary>Work and time of a group, each product counted as often as it is needed.</summary>
    private sealed class Sum
    {
        private double _flops;
        private double _ours;
        private double _packing;
        private double? _peer = 0;
        private double? _halves = 0;

        public double Ours => _flops / _ours / 1e9;

        public double? Peer => _flops / _peer / 1e9;

        public double? Halves => _flops / _halves / 1e9;

        /// <summary>Packing of all weights over the products of a batch of eight packed rows.</summary>
        public double PackingShare => _packing / ((8 * _ours) + _packing);

        public void Add(ProductShape shape, double ourSeconds, double? peerSeconds, double? halvesSeconds, double packingSeconds)
        {
            var times = shape.Times > 0 ? shape.Times : 1;
            _flops += times * shape.Flops;
            _ours += times * ourSeconds;
            _peer += times * peerSeconds;
            _halves += times * halvesSeconds;
            _packing += Math.Round(shape.Name == "head" ? 1 : times) * packingSeconds;
        }

        public JsonObject Json(double peak) => new()
        {
            ["gflops_per_core"] = Result.Rounded(Ours),
            ["peer_gflops_per_core"] = Peer is double other ? Result.Rounded(other) : null,
            ["ratio"] = Peer is double value ? Math.Round(Ours / value, 3) : null,
            ["share_of_fma_peak"] = Math.Round(Ours / peak, 3),
            ["bf16_gflops_per_core"] = Halves is double half ? Result.Rounded(half) : null,
        };
    }
}
