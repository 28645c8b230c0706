using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>Losses of tokens' log-probabilities: by hand, by finite differences, and through the model.</summary>
public sealed class TokenLossTests
{
    private static readonly double[] LogProbabilities = [0, Math.Log(0.5), Math.Log(0.2), Math.Log(0.4), Math.Log(0.9)];

    // Ratios of 1, 2, 0.5 and 1.5, and a token that was not sampled.
    private static readonly PolicySample Sample = new(
        new[] { 0, (float)Math.Log(0.5), (float)Math.Log(0.1), (float)Math.Log(0.8), (float)Math.Log(0.6) },
        new float[] { 9, 2, 1, -1, -3 },
        new float[] { 0, 1, 1, 1, 0.5f });

    [Fact]
    public void Importance_sampling_is_the_ratio_times_the_advantage()
    {
        var slopes = new double[5];
        new PolicyGradientLoss([Sample]).Compute(0, LogProbabilities, slopes).ShouldBe(-((1 * 2) + (2 * 1) + (0.5 * -1) + (0.5 * 1.5 * -3)), 1e-6);
        ShouldBeClose(slopes, [0, -2, -2, 0.5, 2.25], 1e-6);
    }

    [Fact]
    public void The_clipped_loss_takes_the_smaller_of_both_and_moves_nothing_beyond_its_bounds()
    {
        var slopes = new double[5];

        // 2 · 1 is held at 1.2; 0.5 · −1 at −0.8; 1.5 · −3 is below 1.2 · −3 and stays.
        new PolicyGradientLoss([Sample], 0.8, 1.2).Compute(0, LogProbabilities, slopes).ShouldBe(-(2 + 1.2 - 0.8 - (0.5 * 4.5)), 1e-6);
        ShouldBeClose(slopes, [0, -2, 0, 0, 2.25], 1e-6);
    }

    [Fact]
    public void Cross_entropy_takes_weights_of_any_sign()
    {
        var slopes = new double[5];
        new CrossEntropyLoss([new float[] { 0, 1, -0.5f, 0, 2 }]).Compute(0, LogProbabilities, slopes)
            .ShouldBe(-(Math.Log(0.5) - (0.5 * Math.Log(0.2)) + (2 * Math.Log(0.9))), 1e-9);
        ShouldBeClose(slopes, [0, -1, 0.5, 0, -2], 0);
    }

    [Fact]
    public void Slopes_are_those_of_finite_differences()
    {
        foreach (var loss in (TokenLoss[])[new PolicyGradientLoss([Sample]), new PolicyGradientLoss([Sample], 0.8, 1.2), new CrossEntropyLoss([Sample.Weights])])
        {
            var slopes = new double[5];
            loss.Compute(0, LogProbabilities, slopes);
            for (var i = 0; i < 5; i++)
            {
                const double Step = 1e-6;
                double[] above = [.. LogProbabilities], below = [.. LogProbabilities];
                above[i] += Step;
                below[i] -= Step;
                slopes[i].ShouldBe((loss.Compute(0, above, new double[5]) - loss.Compute(0, below, new double[5])) / (2 * Step), 1e-5);
            }
        }
    }

    [Fact]
    public void Cross_entropy_with_weights_that_add_up_to_one_is_the_trainers_own_loss()
    {
        var batch = TestBatches.Random(11, TestBatches.Tiny.VocabularySize, 5, 2, 17, 9);
        using var own = TrainerOf();
        using var other = TrainerOf();
        var expected = own.Step(batch);
        var total = batch.Sum(sequence => sequence.Weights.ToArray().Sum());
        var scores = other.AccumulateTokens(
            [.. batch.Select(sequence => sequence with { Weights = AllScored(sequence.Tokens.Length) })],
            new CrossEntropyLoss([.. batch.Select(sequence => (ReadOnlyMemory<float>)sequence.Weights.ToArray().Select(weight => weight / total).ToArray())]));
        var metrics = other.Apply(new AdamSettings(5e-4));

        metrics.Loss.ShouldBe(expected.Loss, 1e-6);
        metrics.GradientNorm.ShouldBe(expected.GradientNorm, 1e-5);
        for (var i = 0; i < own.Gradient.Length; i++)
        {
            ((double)other.Gradient.Span[i]).ShouldBe(own.Gradient.Span[i], 1e-5);
        }

        using var fresh = TrainerOf();
        var plain = fresh.LogProbabilities(batch);
        for (var k = 0; k < batch.Length; k++)
        {
            for (var i = 0; i < plain[k].Length; i++)
            {
                (batch[k].Weights.Span[i] > 0 ? scores[k][i] : 0).ShouldBe(plain[k][i], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(0.8, 1.2)]
    public void The_gradient_of_a_policy_loss_is_that_of_finite_differences_through_the_model(double low, double high)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2 });
        TrainingSequence[] batch = [.. TestBatches.Random(4, model.Config.VocabularySize, 8, 12).Select(sequence => sequence with { Weights = AllScored(sequence.Tokens.Length) })];
        var now = trainer.LogProbabilities(batch);
        var random = new Random(2);
        PolicySample[] samples = [.. now.Select(sequence => new PolicySample(
            sequence.Select(score => (float)(score + random.NextDouble() - 0.5)).ToArray(),
            sequence.Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray(),
            AllScored(sequence.Length)))];
        var loss = new PolicyGradientLoss(samples, low, high);
        trainer.AccumulateTokens(batch, loss);
        trainer.Apply(new AdamSettings(0));

        foreach (var parameter in model.Parameters.Where(parameter => parameter.Shape.Count == 2).Take(4))
        {
            var gradient = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            var at = Array.FindIndex(gradient, value => Math.Abs(value) == gradient.Max(Math.Abs));
            var expected = (LossWith(parameter, at, 2e-3f) - LossWith(parameter, at, -2e-3f)) / 4e-3;
            ((double)gradient[at]).ShouldBe(expected, (0.02 * Math.Abs(expected)) + 2e-3, parameter.Name);
        }

        double LossWith(Parameter parameter, int index, float step)
        {
            var kept = parameter.Span[index];
            parameter.Span[index] = kept + step;
            var sum = trainer.LogProbabilities(batch).Index().Sum(sequence => loss.Compute(sequence.Index, sequence.Item, new double[sequence.Item.Length]));
            parameter.Span[index] = kept;
            return sum;
        }
    }

    [Fact]
    public void Targets_may_be_others_than_the_tokens()
    {
        using var trainer = TrainerOf();
        var tokens = new[] { 1, 2, 3 };
        var scores = trainer.LogProbabilities(
        [
            new TrainingSequence(tokens, AllScored(3)) { Targets = new[] { 0, 2, 9 } },
            new TrainingSequence(new[] { 1, 2, 9 }, AllScored(3)),
        ]);
        scores[0].ShouldBe(scores[1]);
        Should.Throw<ArgumentException>(() => trainer.LogProbabilities([new TrainingSequence(tokens, AllScored(3)) { Targets = new[] { 0, 2 } }])).Message.ShouldContain("2 targets");
        Should.Throw<ArgumentException>(() => trainer.LogProbabilities([new TrainingSequence(tokens, AllScored(3)) { Targets = new[] { 0, 2, 99 } }])).Message.ShouldContain("target id 99");
    }

    [Fact]
    public void Losses_that_are_divided_differently_do_not_mix_and_settings_are_checked()
    {
        using var trainer = TrainerOf();
        var batch = TestBatches.Random(1, TestBatches.Tiny.VocabularySize, 6);
        trainer.Accumulate(batch);
        Should.Throw<InvalidOperationException>(() => trainer.AccumulateTokens(batch, new CrossEntropyLoss([batch[0].Weights])));
        Should.Throw<ArgumentException>(() => trainer.Apply(new AdamSettings(1e-3) { Beta2 = 1 })).Message.ShouldContain("Beta2");
        trainer.Apply(new AdamSettings(1e-3)).LearningRate.ShouldBe(1e-3);
    }

    private static Trainer TrainerOf() => new(TestBatches.Model(TestBatches.Tiny), new TrainerOptions { Threads = 1 });

    private static float[] AllScored(int length) => [0, .. Enumerable.Repeat(1f, length - 1)];

    private static void ShouldBeClose(double[] actual, double[] expected, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], tolerance);
        }
    }
}
