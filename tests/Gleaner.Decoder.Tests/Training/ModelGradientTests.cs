using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Kernels;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>The whole model against central differences of the float64 reference.</summary>
public sealed class ModelGradientTests
{
    private const double Step = 1e-4;

    [Theory]
    [InlineData(SmearKind.None, 1, "6x16")]
    [InlineData(SmearKind.Scalar, 2, "6x16")]
    [InlineData(SmearKind.Channel, 2, "12x32")]
    [InlineData(SmearKind.Channel, 3, "6x16")]
    public void Loss_and_gradient_agree_with_the_reference(SmearKind smear, int layers, string implementation) =>
        Agrees(TestBatches.Tiny with { Smear = smear, Layers = layers }, implementation);

    [Theory]
    [InlineData(4, 2, 8, "6x16")]
    [InlineData(4, 1, 16, "12x32")]
    [InlineData(2, 2, 24, "6x16")]
    public void Shared_key_value_heads_biases_and_an_untied_head_agree_too(int heads, int keyValueHeads, int headWidth, string implementation) => Agrees(
        TestBatches.Tiny with
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadWidth = headWidth,
            QueryKeyValueBias = true,
            TieEmbeddings = false,
            RopeScaling = new Llama3RopeScaling { OriginalMaxSequenceLength = 32 },
        },
        implementation);

    [Theory]
    [InlineData(4, 2, 16, false, "6x16")]
    [InlineData(2, 1, 32, true, "12x32")]
    public void Normed_queries_and_keys_agree_too(int heads, int keyValueHeads, int headWidth, bool bias, string implementation) => Agrees(
        TestBatches.Tiny with { Heads = heads, KeyValueHeads = keyValueHeads, HeadWidth = headWidth, QueryKeyNorm = true, QueryKeyValueBias = bias }, implementation);

    private static void Agrees(DecoderConfig config, string implementation)
    {
        var model = TestBatches.Model(config);
        var batch = TestBatches.Random(11, model.Config.VocabularySize, 5, 2, 17, 9);
        var reference = new ReferenceDecoder(model);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 2 }, GemmTests.Create(implementation));

        var metrics = trainer.Step(batch);

        metrics.Loss.ShouldBe(reference.Loss(batch), 1e-5);
        double norm = 0;
        var random = new Random(3);
        foreach (var parameter in model.Parameters)
        {
            var gradient = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            norm += gradient.Sum(value => (double)value * value);
            double largest = gradient.Max(Math.Abs);
            largest.ShouldBeGreaterThan(0, parameter.Name);
            foreach (var i in Enumerable.Range(0, 4).Select(_ => random.Next(gradient.Length)).Append(Array.FindIndex(gradient, value => Math.Abs(value) == largest)))
            {
                var expected = CentralDifference(reference, parameter.Name, i, batch);
                ((double)gradient[i]).ShouldBe(expected, (2e-4 * largest) + 1e-7, $"{parameter.Name}[{i}]");
            }
        }

        metrics.GradientNorm.ShouldBe(Math.Sqrt(norm), 1e-5 * metrics.GradientNorm);
    }

    private static double CentralDifference(ReferenceDecoder reference, string name, int index, TrainingSequence[] batch)
    {
        ref var weight = ref reference[name][index];
        var kept = weight;
        weight = kept + Step;
        var above = reference.Loss(batch);
        weight = kept - Step;
        var below = reference.Loss(batch);
        weight = kept;
        return (above - below) / (2 * Step);
    }
}
