using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Lora;

/// <summary>What training adapters must not change, must not depend on, and must give.</summary>
public sealed class LoraTrainingTests
{
    private static readonly int[] Lengths = [40, 3, 90, 17, 66, 2, 128, 51, 75, 30, 64, 12, 110, 99, 5, 81];
    private static readonly LoraOptions Options = new() { Rank = 6, Alpha = 12, Dropout = 0.1 };

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var expected = Train(threads: 1, recompute: false);
        foreach (var threads in new[] { 2, 5 })
        {
            Train(threads, recompute: false).SequenceEqual(expected).ShouldBeTrue();
        }
    }

    [Fact]
    public void Recomputed_layers_give_the_same_bits() => Train(threads: 2, recompute: true).SequenceEqual(Train(threads: 2, recompute: false)).ShouldBeTrue();

    [Fact]
    public void Fresh_adapters_leave_the_model_as_it_is()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using var plain = new Trainer(model, new TrainerOptions { Threads = 2 });
        using var adapted = new Trainer(model, LoraAdapter.Create(model.Config, Options, 1), new TrainerOptions { Threads = 2 });
        adapted.Evaluate(batch).ShouldBe(plain.Evaluate(batch));
    }

    [Fact]
    public void Training_changes_the_adapters_and_not_the_model()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var before = Values(model);
        var adapter = LoraAdapter.Create(model.Config, Options with { Dropout = 0 }, 1);
        var batch = TestBatches.Random(4, model.Config.VocabularySize, 12, 20, 30);
        using var trainer = new Trainer(model, adapter, new TrainerOptions { Schedule = LearningRateSchedule.Cosine(2e-2, 120, 10), Threads = 2, WeightDecay = 0 });
        var first = trainer.Evaluate(batch).Loss;
        for (var i = 0; i < 120; i++)
        {
            trainer.Step(batch);
        }

        trainer.Evaluate(batch).Loss.ShouldBeLessThan(0.6 * first);
        Values(model).SequenceEqual(before).ShouldBeTrue();
        trainer.Gradient.Length.ShouldBe(adapter.Weights.Buffer.Length);
        trainer.Optimizer.FirstMoments.Select(parameter => parameter.Name).ShouldBe(adapter.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Merged_and_adapted_agree_in_training_and_in_sampling()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = TestAdapters.Random(model.Config, Options);
        var merged = adapter.Merge(model);
        var batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using var plain = new Trainer(merged, new TrainerOptions { Threads = 2 });
        using var adapted = new Trainer(model, adapter, new TrainerOptions { Threads = 2 });
        IReadOnlyList<double[]> expected = adapted.LogProbabilities(batch), actual = plain.LogProbabilities(batch);
        for (var i = 0; i < batch.Length; i++)
        {
            for (var t = 0; t < expected[i].Length; t++)
            {
                actual[i][t].ShouldBe(expected[i][t], 1e-4);
            }
        }

        // The sampler's log-probabilities of the merged copy are those of the adapted trainer too.
        var tokens = batch[0].Tokens.ToArray();
        var logits = new ReferenceDecoder(merged).Logits(tokens)[^1];
        var frozen = FrozenDecoder.From(model, adapter);
        var sampled = SampledLogits(frozen, tokens);
        for (var i = 0; i < logits.Length; i++)
        {
            ((double)sampled[i]).ShouldBe(logits[i], 1e-4 * Math.Max(1, logits.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Packed_is_as_one_by_one()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = TestAdapters.Random(model.Config, Options);
        var batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using var packed = new Trainer(model, adapter, new TrainerOptions { Threads = 2, Shards = 2 });
        using var single = new Trainer(model, adapter, new TrainerOptions { Threads = 1, Shards = 1 });
        var together = packed.LogProbabilities(batch);
        for (var i = 0; i < batch.Length; i++)
        {
            together[i].ShouldBe(single.LogProbabilities([batch[i]])[0]);
        }
    }

    [Fact]
    public void Accumulating_eight_times_one_is_as_one_time_eight_with_dropout_too()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var batch = TestBatches.Random(2, model.Config.VocabularySize, Lengths[..8]);
        var options = Options with { Dropout = 0.3 };
        using var whole = new Trainer(model, TestAdapters.Random(model.Config, options), new TrainerOptions { Threads = 2 });
        using var parts = new Trainer(model, TestAdapters.Random(model.Config, options), new TrainerOptions { Threads = 1 });
        var expected = whole.Step(batch);
        foreach (var sequence in batch)
        {
            parts.Accumulate([sequence]);
        }

        parts.Apply().Loss.ShouldBe(expected.Loss, 1e-12);
        var largest = whole.Gradient.Span.ToArray().Max(Math.Abs);
        for (var i = 0; i < whole.Gradient.Length; i++)
        {
            parts.Gradient.Span[i].ShouldBe(whole.Gradient.Span[i], 1e-5f * largest);
        }
    }

    [Fact]
    public void Dropout_changes_with_step_and_seed_and_is_off_in_evaluation()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var batch = TestBatches.Random(2, model.Config.VocabularySize, 60, 60);
        var options = Options with { Dropout = 0.5 };
        var evaluated = Trained(options, 1, 0).Evaluated;
        evaluated.ShouldBe(Trained(options with { Dropout = 0 }, 1, 0).Evaluated);
        var loss = Trained(options, 1, 0).Loss;
        loss.ShouldBe(Trained(options, 1, 0).Loss);
        loss.ShouldNotBe(Trained(options, 2, 0).Loss);
        loss.ShouldNotBe(Trained(options, 1, 1).Loss);
        loss.ShouldNotBe(evaluated);

        (double Evaluated, double Loss) Trained(LoraOptions lora, ulong seed, long step)
        {
            using var trainer = new Trainer(model, TestAdapters.Random(model.Config, lora), new TrainerOptions { Threads = 2, DropoutSeed = seed });
            trainer.Optimizer.Step = step;
            return (trainer.Evaluate(batch).Loss, trainer.Step(batch).Loss);
        }
    }

    [Fact]
    public void Later_steps_allocate_nothing()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var batch = TestBatches.Random(2, model.Config.VocabularySize, Lengths);
        using var trainer = new Trainer(model, LoraAdapter.Create(model.Config, Options, 1), new TrainerOptions { Threads = 1 });
        trainer.Step(batch);
        trainer.Step(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Step(batch);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }

    [Fact]
    public void Fresh_adapters_are_as_in_peft()
    {
        var adapter = LoraAdapter.Create(TestAdapters.Shape, Options, 1);
        foreach (var parameter in adapter.Parameters)
        {
            var values = parameter.Span.ToArray();
            if (parameter.Name.EndsWith("lora_B.weight", StringComparison.Ordinal))
            {
                values.ShouldAllBe(value => value == 0);
            }
            else
            {
                var bound = 1 / Math.Sqrt(parameter.Shape[1]);
                values.ShouldAllBe(value => Math.Abs(value) <= bound);
                values.Sum(value => value * value / values.Length).ShouldBe((float)(bound * bound / 3), 0.15f * (float)(bound * bound));
            }
        }
    }

    [Fact]
    public void Settings_out_of_range_and_other_shapes_are_refused()
    {
        Refused(new LoraOptions { Rank = 0 }).ShouldContain("Rank");
        Refused(new LoraOptions { Rank = 1025 }).ShouldContain("Rank");
        Refused(new LoraOptions { Alpha = double.NaN }).ShouldContain("Alpha");
        Refused(new LoraOptions { Dropout = 1 }).ShouldContain("Dropout");
        Refused(new LoraOptions { Targets = 0 }).ShouldContain("Targets");
        Refused(new LoraOptions { Targets = (LoraTargets)128 }).ShouldContain("Targets");
        var adapter = LoraAdapter.Create(TestAdapters.Shape, Options, 1);
        var other = DecoderModel.Create(TestAdapters.Shape with { Layers = 2 }, 1);
        Should.Throw<ArgumentException>(() => adapter.Merge(other));
        Should.Throw<ArgumentException>(() => new Trainer(other, adapter, new TrainerOptions { Threads = 1 }));

        static string Refused(LoraOptions options) => Should.Throw<ArgumentException>(() => LoraAdapter.Create(TestAdapters.Shape, options, 1)).Message;
    }

    private static float[] SampledLogits(FrozenDecoder decoder, int[] tokens)
    {
        var session = new InferenceSession(decoder);
        session.Extend([new SlotExtension(session.Create(), tokens)]);
        var logits = new float[decoder.Config.VocabularySize];
        session.Logits(0, logits);
        return logits;
    }

    private static float[] Train(int threads, bool recompute)
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = LoraAdapter.Create(model.Config, Options, 1);
        using var trainer = new Trainer(model, adapter, new TrainerOptions { Threads = threads, RecomputeLayers = recompute });
        for (var i = 0; i < 4; i++)
        {
            trainer.Step(TestBatches.Random(i, model.Config.VocabularySize, Lengths));
        }

        return adapter.Weights.Buffer.Span.ToArray();
    }

    private static float[] Values(DecoderModel model) => model.Weights.Buffer.Span.ToArray();
}
