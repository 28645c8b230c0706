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
        float[] expected = Train(threads: 1, recompute: false);
        foreach (int threads in new[] { 2, 5 })
        {
            Train(threads, recompute: false).SequenceEqual(expected).ShouldBeTrue();
        }
    }

    [Fact]
    public void Recomputed_layers_give_the_same_bits() => Train(threads: 2, recompute: true).SequenceEqual(Train(threads: 2, recompute: false)).ShouldBeTrue();

    [Fact]
    public void Fresh_adapters_leave_the_model_as_it_is()
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        TrainingSequence[] batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using Trainer plain = new(model, new TrainerOptions { Threads = 2 });
        using Trainer adapted = new(model, LoraAdapter.Create(model.Config, Options, 1), new TrainerOptions { Threads = 2 });
        adapted.Evaluate(batch).ShouldBe(plain.Evaluate(batch));
    }

    [Fact]
    public void Training_changes_the_adapters_and_not_the_model()
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        float[] before = Values(model);
        LoraAdapter adapter = LoraAdapter.Create(model.Config, Options with { Dropout = 0 }, 1);
        TrainingSequence[] batch = TestBatches.Random(4, model.Config.VocabularySize, 12, 20, 30);
        using Trainer trainer = new(model, adapter, new TrainerOptions { Schedule = LearningRateSchedule.Cosine(2e-2, 120, 10), Threads = 2, WeightDecay = 0 });
        double first = trainer.Evaluate(batch).Loss;
        for (int i = 0; i < 120; i++)
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
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        LoraAdapter adapter = TestAdapters.Random(model.Config, Options);
        DecoderModel merged = adapter.Merge(model);
        TrainingSequence[] batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using Trainer plain = new(merged, new TrainerOptions { Threads = 2 });
        using Trainer adapted = new(model, adapter, new TrainerOptions { Threads = 2 });
        IReadOnlyList<double[]> expected = adapted.LogProbabilities(batch), actual = plain.LogProbabilities(batch);
        for (int i = 0; i < batch.Length; i++)
        {
            for (int t = 0; t < expected[i].Length; t++)
            {
                actual[i][t].ShouldBe(expected[i][t], 1e-4);
            }
        }

        // The sampler's log-probabilities of the merged copy are those of the adapted trainer too.
        int[] tokens = batch[0].Tokens.ToArray();
        double[] logits = new ReferenceDecoder(merged).Logits(tokens)[^1];
        FrozenDecoder frozen = FrozenDecoder.From(model, adapter);
        float[] sampled = SampledLogits(frozen, tokens);
        for (int i = 0; i < logits.Length; i++)
        {
            ((double)sampled[i]).ShouldBe(logits[i], 1e-4 * Math.Max(1, logits.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Packed_is_as_one_by_one()
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        LoraAdapter adapter = TestAdapters.Random(model.Config, Options);
        TrainingSequence[] batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using Trainer packed = new(model, adapter, new TrainerOptions { Threads = 2, Shards = 2 });
        using Trainer single = new(model, adapter, new TrainerOptions { Threads = 1, Shards = 1 });
        IReadOnlyList<double[]> together = packed.LogProbabilities(batch);
        for (int i = 0; i < batch.Length; i++)
        {
            together[i].ShouldBe(single.LogProbabilities([batch[i]])[0]);
        }
    }

    [Fact]
    public void Accumulating_eight_times_one_is_as_one_time_eight_with_dropout_too()
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        TrainingSequence[] batch = TestBatches.Random(2, model.Config.VocabularySize, Lengths[..8]);
        LoraOptions options = Options with { Dropout = 0.3 };
        using Trainer whole = new(model, TestAdapters.Random(model.Config, options), new TrainerOptions { Threads = 2 });
        using Trainer parts = new(model, TestAdapters.Random(model.Config, options), new TrainerOptions { Threads = 1 });
        StepMetrics expected = whole.Step(batch);
        foreach (TrainingSequence sequence in batch)
        {
            parts.Accumulate([sequence]);
        }

        parts.Apply().Loss.ShouldBe(expected.Loss, 1e-12);
        float largest = whole.Gradient.Span.ToArray().Max(Math.Abs);
        for (int i = 0; i < whole.Gradient.Length; i++)
        {
            parts.Gradient.Span[i].ShouldBe(whole.Gradient.Span[i], 1e-5f * largest);
        }
    }

    [Fact]
    public void Dropout_changes_with_step_and_seed_and_is_off_in_evaluation()
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        TrainingSequence[] batch = TestBatches.Random(2, model.Config.VocabularySize, 60, 60);
        LoraOptions options = Options with { Dropout = 0.5 };
        double evaluated = Trained(options, 1, 0).Evaluated;
        evaluated.ShouldBe(Trained(options with { Dropout = 0 }, 1, 0).Evaluated);
        double loss = Trained(options, 1, 0).Loss;
        loss.ShouldBe(Trained(options, 1, 0).Loss);
        loss.ShouldNotBe(Trained(options, 2, 0).Loss);
        loss.ShouldNotBe(Trained(options, 1, 1).Loss);
        loss.ShouldNotBe(evaluated);

        (double Evaluated, double Loss) Trained(LoraOptions lora, ulong seed, long step)
        {
            using Trainer trainer = new(model, TestAdapters.Random(model.Config, lora), new TrainerOptions { Threads = 2, DropoutSeed = seed });
            trainer.Optimizer.Step = step;
            return (trainer.Evaluate(batch).Loss, trainer.Step(batch).Loss);
        }
    }

    [Fact]
    public void Later_steps_allocate_nothing()
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        TrainingSequence[] batch = TestBatches.Random(2, model.Config.VocabularySize, Lengths);
        using Trainer trainer = new(model, LoraAdapter.Create(model.Config, Options, 1), new TrainerOptions { Threads = 1 });
        trainer.Step(batch);
        trainer.Step(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Step(batch);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }

    [Fact]
    public void Fresh_adapters_are_as_in_peft()
    {
        LoraAdapter adapter = LoraAdapter.Create(TestAdapters.Shape, Options, 1);
        foreach (Parameter parameter in adapter.Parameters)
        {
            float[] values = parameter.Span.ToArray();
            if (parameter.Name.EndsWith("lora_B.weight", StringComparison.Ordinal))
            {
                values.ShouldAllBe(value => value == 0);
            }
            else
            {
                double bound = 1 / Math.Sqrt(parameter.Shape[1]);
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
        LoraAdapter adapter = LoraAdapter.Create(TestAdapters.Shape, Options, 1);
        DecoderModel other = DecoderModel.Create(TestAdapters.Shape with { Layers = 2 }, 1);
        Should.Throw<ArgumentException>(() => adapter.Merge(other));
        Should.Throw<ArgumentException>(() => new Trainer(other, adapter, new TrainerOptions { Threads = 1 }));

        static string Refused(LoraOptions options) => Should.Throw<ArgumentException>(() => LoraAdapter.Create(TestAdapters.Shape, options, 1)).Message;
    }

    private static float[] SampledLogits(FrozenDecoder decoder, int[] tokens)
    {
        InferenceSession session = new(decoder);
        session.Extend([new SlotExtension(session.Create(), tokens)]);
        float[] logits = new float[decoder.Config.VocabularySize];
        session.Logits(0, logits);
        return logits;
    }

    private static float[] Train(int threads, bool recompute)
    {
        DecoderModel model = TestBatches.Model(TestAdapters.Shape);
        LoraAdapter adapter = LoraAdapter.Create(model.Config, Options, 1);
        using Trainer trainer = new(model, adapter, new TrainerOptions { Threads = threads, RecomputeLayers = recompute });
        for (int i = 0; i < 4; i++)
        {
            trainer.Step(TestBatches.Random(i, model.Config.VocabularySize, Lengths));
        }

        return adapter.Weights.Buffer.Span.ToArray();
    }

    private static float[] Values(DecoderModel model) => model.Weights.Buffer.Span.ToArray();
}
