using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Tests.Lora;
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

    private const int Steps = 5;

    private static readonly LoraOptions Lora = new() { Rank = 4, Dropout = 0.1 };

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
    [InlineData(96, 2100, 40)]
    [InlineData(33, 1030, 64)]
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
    public void Rounded_weights_multiply_in_both_directions_and_with_results_between_gaps()
    {
        var gemm = new OneDnnHalfGemm(_library, RequireHalves(), Gemm.Best);
        var (rows, inputs, outputs, gap) = (70, 48, 130, 14);
        var random = new Random(2);
        AlignedBuffer x = RandomValues.Buffer(random, rows * inputs), dy = RandomValues.Buffer(random, rows * outputs), w = RandomValues.Buffer(random, outputs * inputs);
        var whole = new RoundedMatrix(inputs, outputs);
        whole.PackTransposed(w.Pointer);
        var byColumns = new RoundedMatrix(inputs, outputs);
        for (var i = 0; i < outputs; i++)
        {
            byColumns.SetColumn(i, w.Span.Slice(i * inputs, inputs));
        }

        var forward = new PackedMatrix(Gemm.Best, inputs, outputs);
        forward.PackTransposed(w.Pointer);
        var backward = new PackedMatrix(Gemm.Best, outputs, inputs);
        backward.Pack(w.Pointer);
        var expected = Spaced(Gemm.Best, forward);
        var spaced = Spaced(gemm, whole);
        Difference(spaced, expected).ShouldBeLessThan(HalfTolerance);
        Spaced(gemm, byColumns).ShouldBe(spaced);
        for (var i = 0; i < spaced.Length; i++)
        {
            if (i % (outputs + gap) >= outputs)
            {
                spaced[i].ShouldBe(7);
            }
        }

        float[] Back(Gemm by, WeightMatrix matrix) => Into(rows * inputs, dx => by.Multiply(rows, dy.Pointer, matrix, dx.Pointer), [0]);
        float[] Spaced(Gemm by, WeightMatrix matrix) =>
            Into(rows * (outputs + gap), y => matrix.Multiply(by, rows, x.Pointer, inputs, y.Pointer, outputs + gap, accumulate: true), [7]);
        Difference(Back(gemm, whole.Transposed), Back(Gemm.Best, backward)).ShouldBeLessThan(HalfTolerance);
    }

    [Theory]
    [InlineData(WeightPrecision.Single)]
    [InlineData(WeightPrecision.BFloat16)]
    public void Adapters_in_bfloat16_follow_those_without_it(WeightPrecision precision)
    {
        RequireHalves();
        var frozen = FrozenDecoder.From(TestBatches.Model(TestAdapters.Shape), precision);
        var (ownLosses, ownGradient) = TrainAdapters(frozen, Accelerator.None);
        var (losses, gradient) = TrainAdapters(frozen, Accelerator.OneDnnBfloat16);
        for (var i = 0; i < losses.Length; i++)
        {
            losses[i].ShouldBe(ownLosses[i], 2e-2);
        }

        losses.ShouldNotBe(ownLosses);
        var error = Math.Sqrt(gradient.Zip(ownGradient, (a, b) => Math.Pow(a - b, 2)).Sum() / ownGradient.Sum(value => Math.Pow(value, 2)));

        // Of the whole gradient; these weights are large, and errors pass through three layers and back.
        error.ShouldBeLessThan(8e-2);

        // The frozen weights are still those that were loaded, and a second training takes them as the first did.
        TrainAdapters(frozen, Accelerator.OneDnnBfloat16).Losses.ShouldBe(losses);
        TrainAdapters(frozen, Accelerator.None).Losses.ShouldBe(ownLosses);
    }

    [Fact]
    public void Adapters_beside_a_model_and_beside_its_frozen_copy_are_the_same()
    {
        RequireHalves();
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = TestAdapters.Random(model.Config, Lora);
        using var trainer = new Trainer(model, adapter, Options(Accelerator.OneDnnBfloat16));
        double[] losses = [.. Enumerable.Range(0, Steps).Select(_ => trainer.Step(Batch(model.Config)).Loss)];
        TrainAdapters(FrozenDecoder.From(model), Accelerator.OneDnnBfloat16).Losses.ShouldBe(losses);
    }

    [Fact]
    public void Auto_takes_it() => Accelerators.InUse(Accelerator.Auto).ShouldBe($"oneDNN {_library.Version}");

    /// <summary>Losses of some steps, and the first one's gradient.</summary>
    private static (double[] Losses, float[] Gradient) TrainAdapters(FrozenDecoder frozen, Accelerator accelerator)
    {
        using var trainer = new Trainer(frozen, TestAdapters.Random(frozen.Config, Lora), Options(accelerator));
        var first = trainer.Step(Batch(frozen.Config)).Loss;
        var gradient = trainer.Gradient.Span.ToArray();
        return ([first, .. Enumerable.Range(1, Steps - 1).Select(_ => trainer.Step(Batch(frozen.Config)).Loss)], gradient);
    }

    private static TrainerOptions Options(Accelerator accelerator) => new() { Threads = 2, Accelerator = accelerator, RecomputeLayers = true, DropoutSeed = 4 };

    private static TrainingSequence[] Batch(DecoderConfig config) => TestBatches.Random(3, config.VocabularySize, 40, 17, 128, 9);

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
