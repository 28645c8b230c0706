using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Kernels;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Tests.Training.Preferences;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Lora;

/// <summary>Adapters against a float64 reference that adds s·B·A to the weights, and its central differences.</summary>
public sealed class LoraGradientTests
{
    private const double Step = 1e-4;

    [Theory]
    [InlineData(LoraTargets.AllLinear, 8, false, false, "6x16")]
    [InlineData(LoraTargets.AllLinear, 3, true, false, "12x32")]
    [InlineData(LoraTargets.AllLinear, 4, false, true, "12x32")]
    [InlineData(LoraTargets.Query | LoraTargets.Value, 40, false, false, "6x16")]
    [InlineData(LoraTargets.Query | LoraTargets.Key, 2, false, true, "6x16")]
    [InlineData(LoraTargets.Down | LoraTargets.Up | LoraTargets.Key, 1, false, false, "12x32")]
    public void Loss_and_gradient_agree_with_the_reference(LoraTargets targets, int rank, bool rankStabilized, bool normedHeads, string implementation)
    {
        var model = TestBatches.Model(TestAdapters.Shape with { QueryKeyNorm = normedHeads });
        var options = new LoraOptions() { Rank = rank, Alpha = 12, Targets = targets, RankStabilized = rankStabilized };
        var adapter = TestAdapters.Random(model.Config, options);
        var batch = TestBatches.Random(11, model.Config.VocabularySize, 5, 2, 17, 9);
        var reference = new AdaptedReference(model, adapter);
        using var trainer = new Trainer(model, adapter, new TrainerOptions { Threads = 1, Shards = 2 }, GemmTests.Create(implementation));

        var metrics = trainer.Step(batch);

        metrics.Loss.ShouldBe(reference.Decoder.Loss(batch), 1e-5);
        CheckGradient(trainer, adapter, reference, decoder => decoder.Loss(batch));
    }

    [Fact]
    public void The_gradient_of_a_preference_loss_with_recomputed_layers_agrees_with_the_reference()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = TestAdapters.Random(model.Config, new LoraOptions { Rank = 4 });
        var pairs = TestPairs.Random(7, model.Config.VocabularySize, 4);
        var options = new PreferenceOptions() { Beta = 0.3 };
        var reference = new AdaptedReference(model, adapter);
        using var trainer = new Trainer(model, adapter, new TrainerOptions { Threads = 2, RecomputeLayers = true });

        var metrics = trainer.StepPreference(pairs, options);

        metrics.Loss.ShouldBe(ReferencePreference.Loss(reference.Decoder, pairs, options), 1e-5);
        CheckGradient(trainer, adapter, reference, decoder => ReferencePreference.Loss(decoder, pairs, options));
    }

    [Fact]
    public void With_dropout_the_gradient_is_that_of_the_masked_loss()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = TestAdapters.Random(model.Config, new LoraOptions { Rank = 4, Dropout = 0.4 });
        var batch = TestBatches.Random(11, model.Config.VocabularySize, 5, 17, 9);
        var start = Copy(adapter);
        using var trainer = new Trainer(model, adapter, new TrainerOptions { Threads = 1, DropoutSeed = 9 });
        trainer.Step(batch);
        var random = new Random(3);
        foreach (var parameter in adapter.Parameters)
        {
            var gradient = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            double largest = gradient.Max(Math.Abs);
            var i = Array.FindIndex(gradient, value => Math.Abs(value) == largest);

            // All trainers are at step 0 and so draw the same masks.
            var difference = Loss(parameter.Spec.Offset + i, 1e-2f) - Loss(parameter.Spec.Offset + i, -1e-2f);
            ((double)gradient[i]).ShouldBe(difference / 2e-2, (1e-2 * largest) + 1e-5, $"{parameter.Name}[{i}]");
        }

        double Loss(long at, float change)
        {
            var moved = Copy(start);
            moved.Weights.Buffer.Slice(at, 1)[0] += change;
            using var other = new Trainer(model, moved, new TrainerOptions { Threads = 1, DropoutSeed = 9 });
            return other.Step(batch).Loss;
        }
    }

    private static LoraAdapter Copy(LoraAdapter adapter)
    {
        var copy = LoraAdapter.CreateZeroed(adapter.Config, adapter.Options);
        adapter.Weights.Buffer.Span.CopyTo(copy.Weights.Buffer.Span);
        return copy;
    }

    private static void CheckGradient(Trainer trainer, LoraAdapter adapter, AdaptedReference reference, Func<ReferenceDecoder, double> loss)
    {
        var random = new Random(3);
        foreach (var parameter in adapter.Parameters)
        {
            var gradient = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            double largest = gradient.Max(Math.Abs);
            largest.ShouldBeGreaterThan(0, parameter.Name);
            foreach (var i in Enumerable.Range(0, 2).Select(_ => random.Next(gradient.Length)).Append(Array.FindIndex(gradient, value => Math.Abs(value) == largest)))
            {
                double above = loss(reference.Moved(parameter.Name, i, Step)), below = loss(reference.Moved(parameter.Name, i, -Step));
                reference.Moved(parameter.Name, i, 0);
                ((double)gradient[i]).ShouldBe((above - below) / (2 * Step), (2e-4 * largest) + 1e-7, $"{parameter.Name}[{i}]");
            }
        }
    }

    /// <summary>The reference with W + s·B·A in place of W.</summary>
    private sealed class AdaptedReference
    {
        private readonly Dictionary<string, double[]> _adapters;
        private readonly Dictionary<string, double[]> _frozen;
        private readonly int _rank;
        private readonly double _scale;

        public AdaptedReference(DecoderModel model, LoraAdapter adapter)
        {
            Decoder = new ReferenceDecoder(model);
            _rank = adapter.Options.Rank;
            _scale = adapter.Options.Scale;
            _adapters = adapter.Parameters.ToDictionary(p => p.Name, p => p.Span.ToArray().Select(value => (double)value).ToArray());
            _frozen = model.Parameters.ToDictionary(p => p.Name, p => p.Span.ToArray().Select(value => (double)value).ToArray());
            foreach (var name in _adapters.Keys.Where(name => name.Contains("lora_A", StringComparison.Ordinal)))
            {
                Merge(name);
            }
        }

        public ReferenceDecoder Decoder { get; }

        public ReferenceDecoder Moved(string name, int index, double change)
        {
            var kept = _adapters[name][index];
            _adapters[name][index] += change;
            Merge(name);
            _adapters[name][index] = kept;
            return Decoder;
        }

        private void Merge(string name)
        {
            var module = name["base_model.model.".Length..name.IndexOf(".lora_", StringComparison.Ordinal)];
            double[] a = _adapters[$"base_model.model.{module}.lora_A.weight"], b = _adapters[$"base_model.model.{module}.lora_B.weight"];
            double[] weight = _frozen[module + ".weight"], target = Decoder[module + ".weight"];
            var inputs = a.Length / _rank;
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = weight[i] + (_scale * Enumerable.Range(0, _rank).Sum(k => b[(i / inputs * _rank) + k] * a[(k * inputs) + (i % inputs)]));
            }
        }
    }
}
