using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

public sealed class AdamWTests
{
    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.05)]
    public void Steps_follow_the_published_formulas(double maxNorm)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var options = new TrainerOptions()
        {
            Threads = 1, Schedule = LearningRateSchedule.Constant(1e-3), Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6, WeightDecay = 0.1, MaxGradientNorm = maxNorm,
        };
        using var trainer = new Trainer(model, options);
        double[] weights = Flat(model.Parameters), mean = new double[weights.Length], variance = new double[weights.Length];
        bool[] decays = [.. model.Parameters.SelectMany(parameter => Enumerable.Repeat(parameter.Shape.Count == 2, parameter.Length))];
        for (var step = 1; step <= 3; step++)
        {
            var metrics = trainer.Step(TestBatches.Random(step, model.Config.VocabularySize, 20, 30));
            var clip = Math.Min(1, maxNorm / metrics.GradientNorm);
            double[] gradient = [.. model.Parameters.SelectMany(parameter => trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray()).Select(g => clip * g)];
            var actual = Flat(model.Parameters);
            for (var i = 0; i < weights.Length; i++)
            {
                mean[i] = (0.8 * mean[i]) + (0.2 * gradient[i]);
                variance[i] = (0.99 * variance[i]) + (0.01 * gradient[i] * gradient[i]);
                var update = mean[i] / (1 - Math.Pow(0.8, step)) / (Math.Sqrt(variance[i] / (1 - Math.Pow(0.99, step))) + 1e-6);
                weights[i] -= 1e-3 * (update + (decays[i] ? 0.1 * weights[i] : 0));
                actual[i].ShouldBe(weights[i], 2e-6);
            }

            metrics.LearningRate.ShouldBe(1e-3);
            trainer.Optimizer.Step.ShouldBe(step);
        }
    }

    [Fact]
    public void Restored_weights_and_moments_continue_with_the_same_bits()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var options = new TrainerOptions() { Threads = 1, Schedule = LearningRateSchedule.Cosine(1e-3, 10, 2) };
        using var trainer = new Trainer(model, options);
        TrainingSequence[] Batch(int seed) => TestBatches.Random(seed, model.Config.VocabularySize, 20, 30);
        trainer.Step(Batch(1));
        trainer.Step(Batch(2));

        using var resumed = new Trainer(model.Clone(), options);
        resumed.Optimizer.Step = trainer.Optimizer.Step;
        Copy(trainer.Optimizer.FirstMoments, resumed.Optimizer.FirstMoments);
        Copy(trainer.Optimizer.SecondMoments, resumed.Optimizer.SecondMoments);
        resumed.Step(Batch(3)).ShouldBe(trainer.Step(Batch(3)));
        Flat(resumed.Model!.Parameters).ShouldBe(Flat(model.Parameters));

        static void Copy(IReadOnlyList<Parameter> from, IReadOnlyList<Parameter> to)
        {
            foreach (var (source, target) in from.Zip(to))
            {
                target.Name.ShouldBe(source.Name);
                source.Span.CopyTo(target.Span);
            }
        }
    }

    [Fact]
    public void A_diverged_step_is_refused_and_leaves_the_weights()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        model["model.norm.weight"].Span[3] = float.NaN;
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        var before = Flat(model.Parameters);
        Should.Throw<InvalidOperationException>(() => trainer.Step(TestBatches.Random(1, 37, 20))).Message.ShouldContain("diverged");
        Flat(model.Parameters).ShouldBe(before);
        trainer.Optimizer.Step.ShouldBe(0);
    }

    private static double[] Flat(IReadOnlyList<Parameter> parameters) => [.. parameters.SelectMany(parameter => parameter.Span.ToArray()).Select(value => (double)value)];
}
