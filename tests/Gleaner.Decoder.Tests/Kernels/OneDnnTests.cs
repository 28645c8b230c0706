using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Kernels;

/// <summary>oneDNN in the place of our own products: the same results but for rounding. Skipped where it is not installed.</summary>
public sealed unsafe class OneDnnTests
{
    /// <summary>Of the largest value; sums of a few hundred terms round to about 1e-6 of it.</summary>
    private const double Tolerance = 5e-6;

    /// <summary>Of the largest value; factors are rounded by up to 2⁻⁹ and their errors are mixed.</summary>
    private const double HalfTolerance = 1e-2;

    private readonly OneDnnLibrary _library;
    private readonly Gemm _accelerated;

    public OneDnnTests()
    {
        Assert.SkipWhen(OneDnnLibrary.Find() is null, "oneDNN is not installed (Debian: libdnnl2).");
        _library = OneDnnLibrary.Find()!;
        _accelerated = new OneDnnGemm(_library, Gemm.Best);
    }

    [Fact]
    public void The_library_tells_its_version() => _library.Version.ShouldMatch(@"^\d+\.\d+\.\d+$");

    [Theory]
    [InlineData(1, 5, 7)]
    [InlineData(23, 48, 33)]
    [InlineData(130, 257, 64)]
    public void Products_with_weights_are_those_of_our_kernels(int rows, int outputs, int inputs) => Compare(_accelerated, Tolerance, rows, outputs, inputs);

    [Theory]
    [InlineData(1, 16, 16)]
    [InlineData(23, 48, 33)]
    [InlineData(130, 257, 64)]
    [InlineData(512, 64, 128)]
    [InlineData(1100, 600, 530)]
    public void Products_of_bfloat16_are_those_of_our_kernels_but_for_the_rounding(int rows, int outputs, int inputs)
    {
        var gemm = new OneDnnHalfGemm(_library, RequireHalves(), Gemm.Best);
        Compare(gemm, HalfTolerance, rows, outputs, inputs);
    }

    [Fact]
    public void Threads_share_products_of_bfloat16_without_disturbing_each_other()
    {
        var gemm = new OneDnnHalfGemm(_library, RequireHalves(), Gemm.Best);
        Parallel.For(0, 80, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Compare(gemm, HalfTolerance, i + 1, 48, 32));
    }

    private OneDnnProducts RequireHalves()
    {
        Assert.SkipWhen(_library.Products is null, "This processor or this oneDNN multiplies no bfloat16.");
        return _library.Products!;
    }

    private static void Compare(Gemm accelerated, double tolerance, int rows, int outputs, int inputs)
    {
        var random = new Random(rows);
        AlignedBuffer x = RandomValues.Buffer(random, rows * inputs), dy = RandomValues.Buffer(random, rows * outputs), w = RandomValues.Buffer(random, outputs * inputs);
        var before = RandomValues.Normal(random, rows * outputs);
        foreach (var accumulate in new[] { false, true })
        {
            Difference(Forward(accelerated, accumulate), Forward(Gemm.Best, accumulate)).ShouldBeLessThan(tolerance);
            Difference(InputGradient(accelerated, accumulate), InputGradient(Gemm.Best, accumulate)).ShouldBeLessThan(tolerance);
        }

        Difference(WeightGradient(accelerated), WeightGradient(Gemm.Best)).ShouldBeLessThan(tolerance);

        float[] Forward(Gemm gemm, bool accumulate)
        {
            var matrix = gemm.CreateMatrix(inputs, outputs);
            matrix.PackTransposed(w.Pointer);
            return Into(rows * outputs, y => gemm.Multiply(rows, x.Pointer, matrix, y.Pointer, accumulate), before);
        }

        float[] InputGradient(Gemm gemm, bool accumulate)
        {
            var matrix = gemm.CreateMatrix(outputs, inputs);
            matrix.Pack(w.Pointer);
            return Into(rows * inputs, dx => gemm.Multiply(rows, dy.Pointer, matrix, dx.Pointer, accumulate), before);
        }

        float[] WeightGradient(Gemm gemm) => Into(
            outputs * inputs, dw => gemm.AddWeightGradient(rows, outputs, inputs, dy.Pointer, outputs, x.Pointer, dw.Pointer, new Arena()), before);
    }

    [Fact]
    public void Training_with_it_follows_training_without_it()
    {
        var (ownLosses, ownWeights) = Train(Accelerator.None);
        var (losses, weights) = Train(Accelerator.OneDnn);
        for (var i = 0; i < losses.Length; i++)
        {
            losses[i].ShouldBe(ownLosses[i], 1e-5);
        }

        Difference(weights, ownWeights).ShouldBeInRange(1e-12, 1e-3);
    }

    [Fact]
    public void Training_in_bfloat16_follows_training_without_it()
    {
        RequireHalves();
        var (ownLosses, _) = Train(Accelerator.None);
        var (losses, _) = Train(Accelerator.OneDnnBfloat16);
        for (var i = 0; i < losses.Length; i++)
        {
            losses[i].ShouldBe(ownLosses[i], 2e-2);
        }

        losses.ShouldNotBe(ownLosses);
    }

    [Fact]
    public void Auto_takes_it() => Accelerators.InUse(Accelerator.Auto).ShouldBe($"oneDNN {_library.Version}");

    private static (double[] Losses, float[] Weights) Train(Accelerator accelerator)
    {
        var model = TestBatches.Model(TestBatches.Tiny with { TieEmbeddings = false, KeyValueHeads = 1, QueryKeyValueBias = true });
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2, Accelerator = accelerator });
        var batch = TestBatches.Random(3, model.Config.VocabularySize, 40, 17, 128, 9);
        double[] losses = [.. Enumerable.Range(0, 5).Select(_ => trainer.Step(batch).Loss)];
        return (losses, [.. model.Parameters.SelectMany(parameter => parameter.Span.ToArray())]);
    }

    private static double Difference(float[] values, float[] expected) =>
        values.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max() / expected.Max(Math.Abs);

    private static float[] Into(int length, Action<AlignedBuffer> product, float[] before)
    {
        var buffer = new AlignedBuffer(length);
        for (var i = 0; i < length; i++)
        {
            buffer.Span[i] = before[i % before.Length];
        }

        product(buffer);
        return buffer.Span.ToArray();
    }
}
