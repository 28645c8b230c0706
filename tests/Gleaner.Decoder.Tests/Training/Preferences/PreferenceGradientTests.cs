using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Kernels;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Preferences;

/// <summary>The preference loss and its gradient against central differences of the float64 reference.</summary>
public sealed class PreferenceGradientTests
{
    private const double Step = 1e-4;

    [Theory]
    [InlineData(0.1, 0, "6x16")]
    [InlineData(0.5, 0.1, "12x32")]
    [InlineData(2, 0.3, "6x16")]
    public void Loss_and_gradient_agree_with_the_reference(double beta, double smoothing, string implementation)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var pairs = TestPairs.Random(7, model.Config.VocabularySize, 5);
        var options = new PreferenceOptions() { Beta = beta, LabelSmoothing = smoothing };
        var reference = new ReferenceDecoder(model);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 2 }, GemmTests.Create(implementation));

        var metrics = trainer.StepPreference(pairs, options);

        metrics.Loss.ShouldBe(ReferencePreference.Loss(reference, pairs, options), 1e-5);
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
                var above = ReferencePreference.Loss(reference, pairs, options);
                weight = kept - Step;
                var below = ReferencePreference.Loss(reference, pairs, options);
                weight = kept;
                ((double)gradient[i]).ShouldBe((above - below) / (2 * Step), (2e-4 * largest) + 1e-7, $"{parameter.Name}[{i}]");
            }
        }
    }

    [Fact]
    public void Metrics_are_those_of_the_formula()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var pairs = TestPairs.Random(8, model.Config.VocabularySize, 6);
        var options = new PreferenceOptions() { Beta = 0.3 };
        var reference = new ReferenceDecoder(model);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2 });

        var metrics = trainer.EvaluatePreference(pairs, options);

        var total = pairs.Sum(pair => pair.Weight);
        double chosen = pairs.Sum(pair => pair.Weight * Reward(pair.Chosen)) / total, rejected = pairs.Sum(pair => pair.Weight * Reward(pair.Rejected)) / total;
        metrics.Pairs.ShouldBe(6);
        metrics.ChosenReward.ShouldBe(chosen, 1e-5);
        metrics.RejectedReward.ShouldBe(rejected, 1e-5);
        metrics.Margin.ShouldBe(chosen - rejected, 1e-5);
        metrics.Accuracy.ShouldBe(pairs.Count(pair => Reward(pair.Chosen) > Reward(pair.Rejected)) / 6.0);
        metrics.NegativeLogLikelihood.ShouldBe(pairs.Sum(pair => pair.Weight * Nll(pair.Chosen.Sequence)) / total, 1e-5);
        trainer.StepPreference(pairs, options).Preference.ShouldBe(metrics);

        double Reward(PreferenceSequence side) =>
            options.Beta * (ReferencePreference.LogProbability(reference, side.Sequence).Sum - side.ReferenceLogProbability);

        double Nll(TrainingSequence sequence)
        {
            var (sum, weight) = ReferencePreference.LogProbability(reference, sequence);
            return -sum / weight;
        }
    }

    [Fact]
    public void Log_probabilities_agree_with_the_reference()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var sequences = TestBatches.Random(3, model.Config.VocabularySize, 30, 2, 77);
        var reference = new ReferenceDecoder(model);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2 });

        var actual = trainer.LogProbabilities(sequences);

        for (var s = 0; s < sequences.Length; s++)
        {
            var expected = ReferencePreference.TokenLogProbabilities(reference, sequences[s].Tokens.ToArray());
            actual[s].Length.ShouldBe(expected.Length);
            for (var i = 0; i < expected.Length; i++)
            {
                actual[s][i].ShouldBe(sequences[s].Weights.Span[i] > 0 ? expected[i] : 0, 1e-5);
            }
        }
    }
}
