using Gleaner.Decoder.Tests.Kernels;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Policies;

/// <summary>The clipped policy loss and its gradient against central differences of the float64 reference.</summary>
public sealed class PolicyGradientTests
{
    private const double Step = 1e-5;

    [Theory]
    [InlineData(0.2, 0.2, 0, "6x16")]
    [InlineData(0.2, 0.28, 0.04, "12x32")]
    [InlineData(1, 100, 0, "6x16")]
    [InlineData(0.1, 0.05, 2, "6x16")]
    public void Loss_and_gradient_agree_with_the_reference(double low, double high, double kl, string implementation)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var samples = TestSamples.Random(7, model, 6);
        var options = new PolicyLossOptions { ClipLow = low, ClipHigh = high, KlWeight = kl };
        var reference = new ReferenceDecoder(model);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 2 }, GemmTests.Create(implementation));

        var metrics = trainer.StepPolicy(samples, options);

        metrics.Loss.ShouldBe(TestSamples.Loss(reference, samples, options), 1e-5);
        var share = metrics.Policy!.Value.ClippedShare;
        (share > 0).ShouldBe(low < 1);
        share.ShouldBeLessThan(1);
        var random = new Random(3);
        foreach (var parameter in model.Parameters)
        {
            var gradient = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            double largest = gradient.Max(Math.Abs);
            largest.ShouldBeGreaterThan(0, parameter.Name);
            foreach (var i in Enumerable.Range(0, 4).Select(_ => random.Next(gradient.Length)).Append(Array.FindIndex(gradient, value => Math.Abs(value) == largest)))
            {
                ref var weight = ref reference[parameter.Name][i];
                var kept = weight;
                weight = kept + Step;
                var above = TestSamples.Loss(reference, samples, options);
                weight = kept - Step;
                var below = TestSamples.Loss(reference, samples, options);
                weight = kept;
                ((double)gradient[i]).ShouldBe((above - below) / (2 * Step), (2e-4 * largest) + 1e-7, $"{parameter.Name}[{i}]");
            }
        }
    }

    // One token of weight 1 at a ratio of e^log: what the step's gradient is, as a multiple of that of −log π.
    [Theory]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0, -2, 0, -2)]
    [InlineData(0.1, 1, 0, 1.10517)]
    [InlineData(0.3, 1, 0, 0)] // risen far enough
    [InlineData(0.3, -1, 0, -1.34986)] // discouraged, and risen
    [InlineData(-0.3, -1, 0, 0)] // fallen far enough
    [InlineData(-0.3, 1, 0, 0.74082)] // reinforced, and fallen
    [InlineData(0.3, 1, 0.5, -0.12959)] // the divergence alone: β (e^−0.3 − 1)
    [InlineData(-0.3, 0, 0.5, 0.17493)]
    public void A_token_is_pulled_by_its_ratio_until_it_is_clipped(double log, double advantage, double kl, double expected)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var sequence = new TrainingSequence(new[] { 3, 5 }, new[] { 0f, 1 });
        var options = new TrainerOptions { Threads = 1, Schedule = LearningRateSchedule.Constant(0), WeightDecay = 0 };
        using var trainer = new Trainer(model, options);
        var now = trainer.LogProbabilities([sequence])[0];
        trainer.Step([sequence]);
        var plain = trainer.Gradient.Span.ToArray();
        trainer.StepPolicy([new PolicySequence(sequence, new[] { 0, now[1] - log }, advantage)], new PolicyLossOptions { KlWeight = kl });
        var largest = Array.IndexOf(plain, plain.MaxBy(Math.Abs));
        (trainer.Gradient.Span[largest] / plain[largest]).ShouldBe((float)expected, 1e-4f);
    }
}
