using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Preferences;

/// <summary>What must not change the result of training on pairs, its limits, and what must be refused.</summary>
public sealed class PreferenceTrainingTests
{
    private static readonly PreferenceOptions Options = new() { Beta = 0.4 };

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var expected = Train(threads: 1);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            var (weights, metrics) = Train(threads);
            weights.ShouldBe(expected.Weights);
            metrics.ShouldBe(expected.Metrics);
        }
    }

    [Fact]
    public void Packed_is_as_one_by_one()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var pairs = TestPairs.Random(1, model.Config.VocabularySize, 40);
        using var packed = new Trainer(model, new TrainerOptions { Threads = 2, Shards = 2 });
        using var single = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 1 });
        var together = packed.EvaluatePreference(pairs, Options);
        PreferenceMetrics[] alone = [.. pairs.Select(pair => single.EvaluatePreference([pair], Options))];
        var total = pairs.Sum(pair => pair.Weight);
        together.Loss.ShouldBe(alone.Zip(pairs, (metrics, pair) => metrics.Loss * pair.Weight).Sum() / total, 1e-12);
        together.Margin.ShouldBe(alone.Zip(pairs, (metrics, pair) => metrics.Margin * pair.Weight).Sum() / total, 1e-12);
    }

    [Fact]
    public void Log_probabilities_have_the_same_bits_packed_or_alone_on_any_number_of_threads()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var sequences = TestBatches.Random(3, model.Config.VocabularySize, 30, 2, 77, 128, 12, 99, 64, 31, 100, 5);
        using var packed = new Trainer(model, new TrainerOptions { Threads = 3, Shards = 1 });
        using var single = new Trainer(model, new TrainerOptions { Threads = 1 });
        var together = packed.LogProbabilities(sequences);
        for (var i = 0; i < sequences.Length; i++)
        {
            together[i].ShouldBe(single.LogProbabilities([sequences[i]])[0]);
        }
    }

    [Fact]
    public void Accumulating_eight_times_one_is_as_one_time_eight()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var pairs = TestPairs.Random(2, model.Config.VocabularySize, 8);
        using var whole = new Trainer(model.Clone(), new TrainerOptions { Threads = 2 });
        using var parts = new Trainer(model.Clone(), new TrainerOptions { Threads = 1 });
        var expected = whole.StepPreference(pairs, Options);
        foreach (var pair in pairs)
        {
            parts.AccumulatePreference([pair], Options);
        }

        var actual = parts.Apply();
        actual.Loss.ShouldBe(expected.Loss, 1e-12);
        var largest = whole.Gradient.Span.ToArray().Max(Math.Abs);
        for (var i = 0; i < whole.Gradient.Length; i++)
        {
            parts.Gradient.Span[i].ShouldBe(whole.Gradient.Span[i], 1e-5f * largest);
        }
    }

    [Fact]
    public void A_policy_equal_to_its_reference_has_margin_0_and_loss_log_2()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2 });
        PreferencePair[] pairs = [.. TestPairs.Random(4, model.Config.VocabularySize, 9).Select(pair => WithReference(trainer, pair) with { NllWeight = 0 })];
        var metrics = trainer.EvaluatePreference(pairs, Options);
        metrics.ChosenReward.ShouldBe(0);
        metrics.RejectedReward.ShouldBe(0);
        metrics.Accuracy.ShouldBe(0);
        metrics.Loss.ShouldBe(Math.Log(2), 1e-15);
    }

    [Fact]
    public void Equal_sides_have_loss_log_2_and_no_gradient()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var pair = TestPairs.Random(4, model.Config.VocabularySize, 1)[0] with { NllWeight = 0 };
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 1 });
        var metrics = trainer.StepPreference([pair with { Rejected = pair.Chosen }], Options);
        metrics.Loss.ShouldBe(Math.Log(2), 1e-15);
        metrics.GradientNorm.ShouldBe(0, 1e-5);
    }

    [Fact]
    public void A_small_beta_has_loss_log_2_and_a_large_one_is_linear_in_a_wrong_margin()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        var pair = TestPairs.Random(6, model.Config.VocabularySize, 1)[0] with { NllWeight = 0 };
        trainer.EvaluatePreference([pair], new PreferenceOptions { Beta = 1e-9 }).Loss.ShouldBe(Math.Log(2), 1e-7);
        var right = pair with { Rejected = pair.Rejected with { ReferenceLogProbability = 1000 } };
        var wrong = pair with { Chosen = pair.Chosen with { ReferenceLogProbability = 1000 } };
        var steep = new PreferenceOptions() { Beta = 1e4 };
        trainer.EvaluatePreference([right], steep).Loss.ShouldBe(0);
        var metrics = trainer.EvaluatePreference([wrong], steep);
        metrics.Margin.ShouldBeLessThan(-1e6);
        metrics.Loss.ShouldBe(-metrics.Margin);
        trainer.StepPreference([wrong], steep).GradientNorm.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Steps_widen_the_margin()
    {
        var model = DecoderModel.Create(TestBatches.Tiny, 3);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2, Schedule = LearningRateSchedule.Constant(3e-3) });
        PreferencePair[] pairs = [.. TestPairs.Random(5, model.Config.VocabularySize, 12).Select(pair => WithReference(trainer, pair))];
        for (var i = 0; i < 40; i++)
        {
            trainer.StepPreference(pairs, Options);
        }

        var metrics = trainer.EvaluatePreference(pairs, Options);
        metrics.Accuracy.ShouldBe(1);
        metrics.Margin.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Later_steps_allocate_nothing()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var pairs = TestPairs.Random(2, model.Config.VocabularySize, 30);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        trainer.StepPreference(pairs, Options);
        trainer.StepPreference(pairs, Options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        trainer.StepPreference(pairs, Options);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }

    [Fact]
    public void Pairs_that_cannot_be_trained_on_are_refused_with_their_index()
    {
        using var trainer = new Trainer(DecoderModel.Create(TestBatches.Tiny, 1), new TrainerOptions { Threads = 1 });
        var side = new PreferenceSequence(new TrainingSequence(new[] { 1, 2 }, new[] { 0f, 1 }), -3);
        var empty = new PreferenceSequence(new TrainingSequence(new[] { 1, 2 }, new float[2]), -3);
        var good = new PreferencePair(side, side);
        Refused(good with { Chosen = empty }).ShouldContain("Pair 1 of the batch: the chosen sequence trains nothing");
        Refused(good with { Rejected = empty }).ShouldContain("Pair 1 of the batch: the rejected sequence trains nothing");
        Refused(good with { Rejected = side with { ReferenceLogProbability = double.NaN } }).ShouldContain("the rejected sequence has the reference log-probability NaN");
        Refused(good with { Chosen = side with { ReferenceLogProbability = double.NegativeInfinity } }).ShouldContain("the chosen sequence");
        Refused(good with { Weight = 0 }).ShouldContain("Pair 1 of the batch has weight 0");
        Refused(good with { Weight = double.NaN }).ShouldContain("weight NaN");
        Refused(good with { NllWeight = -1 }).ShouldContain("NLL weight -1");
        Refused(null!).ShouldContain("Pair 1 of the batch is null");
        Should.Throw<ArgumentException>(() => trainer.StepPreference([], Options));
        Should.Throw<ArgumentException>(() => trainer.StepPreference([good], new PreferenceOptions { Beta = double.NaN })).Message.ShouldContain("Beta");
        Should.Throw<ArgumentException>(() => trainer.StepPreference([good], new PreferenceOptions { LabelSmoothing = 0.5 })).Message.ShouldContain("LabelSmoothing");
        trainer.Accumulate([side.Sequence]);
        Should.Throw<InvalidOperationException>(() => trainer.AccumulatePreference([good], Options)).Message.ShouldContain("Apply first");

        string Refused(PreferencePair bad) => Should.Throw<ArgumentException>(() => trainer.StepPreference([good, bad], Options)).Message;
    }

    private static PreferencePair WithReference(Trainer trainer, PreferencePair pair)
    {
        var reference = trainer.LogProbabilities([pair.Chosen.Sequence, pair.Rejected.Sequence]);
        return pair with
        {
            Chosen = PreferenceSequence.From(pair.Chosen.Sequence, reference[0]),
            Rejected = PreferenceSequence.From(pair.Rejected.Sequence, reference[1]),
        };
    }

    private static (float[] Weights, StepMetrics[] Metrics) Train(int threads)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = threads });
        StepMetrics[] metrics = [.. Enumerable.Range(0, 4).Select(i => trainer.StepPreference(TestPairs.Random(i, model.Config.VocabularySize, 30), Options))];
        return ([.. model.Parameters.SelectMany(parameter => parameter.Span.ToArray())], metrics);
    }
}
