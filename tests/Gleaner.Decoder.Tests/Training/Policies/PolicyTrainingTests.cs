using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Policies;

/// <summary>What must not change the result of training on samples, what it does, and what must be refused.</summary>
public sealed class PolicyTrainingTests
{
    private static readonly PolicyLossOptions Options = new() { KlWeight = 0.04 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_number_of_threads_gives_the_same_bits(bool adapted)
    {
        var expected = Train(threads: 1, adapted);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            var (weights, metrics) = Train(threads, adapted);
            weights.ShouldBe(expected.Weights);
            metrics.ShouldBe(expected.Metrics);
        }
    }

    [Fact]
    public void Recomputed_layers_give_the_same_bits() => Train(2, adapted: false, recompute: true).Weights.ShouldBe(Train(2, adapted: false).Weights);

    [Fact]
    public void Packed_is_as_one_by_one()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var samples = TestSamples.Random(1, model, 40);
        using var packed = new Trainer(model, new TrainerOptions { Threads = 2, Shards = 2 });
        using var single = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 1 });
        var together = packed.EvaluatePolicy(samples, Options);
        double[] weights = [.. samples.Select(sample => sample.Sequence.Weights.ToArray().Sum(weight => (double)weight))];
        PolicyMetrics[] alone = [.. samples.Select(sample => single.EvaluatePolicy([sample], Options))];
        together.Loss.ShouldBe(Mean(metrics => metrics.Loss), 1e-12);
        together.Divergence.ShouldBe(Mean(metrics => metrics.Divergence), 1e-12);
        together.ClippedShare.ShouldBe(Mean(metrics => metrics.ClippedShare), 1e-12);
        together.Sequences.ShouldBe(40);

        double Mean(Func<PolicyMetrics, double> value) => alone.Zip(weights, (metrics, weight) => value(metrics) * weight).Sum() / weights.Sum();
    }

    [Fact]
    public void Accumulating_eight_times_one_is_as_one_time_eight()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var samples = TestSamples.Random(2, model, 8);
        using var whole = new Trainer(model.Clone(), new TrainerOptions { Threads = 2 });
        using var parts = new Trainer(model.Clone(), new TrainerOptions { Threads = 1 });
        var expected = whole.StepPolicy(samples, Options);
        foreach (var sample in samples)
        {
            parts.AccumulatePolicy([sample], Options);
        }

        parts.Apply().Loss.ShouldBe(expected.Loss, 1e-12);
        var largest = whole.Gradient.Span.ToArray().Max(Math.Abs);
        for (var i = 0; i < whole.Gradient.Length; i++)
        {
            parts.Gradient.Span[i].ShouldBe(whole.Gradient.Span[i], 1e-5f * largest);
        }
    }

    [Fact]
    public void The_policy_that_sampled_has_no_divergence_and_nothing_clipped()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2 });
        var metrics = trainer.EvaluatePolicy(OnPolicy(trainer, 4), Options);
        (metrics.Divergence, metrics.ClippedShare).ShouldBe((0, 0));
    }

    [Fact]
    public void Steps_make_what_earned_more_likelier_and_the_clip_stops_them()
    {
        var model = DecoderModel.Create(TestBatches.Tiny, 3);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2, Schedule = LearningRateSchedule.Constant(3e-3) });
        var samples = OnPolicy(trainer, 5);
        var before = Likelihoods();
        for (var i = 0; i < 30; i++)
        {
            trainer.StepPolicy(samples, new PolicyLossOptions());
        }

        var changes = Likelihoods().Zip(before, (now, then) => now - then).ToArray();
        samples.Zip(changes).Where(sample => sample.First.Advantage > 0.2).ShouldAllBe(sample => sample.Second > 0);
        samples.Zip(changes).Where(sample => sample.First.Advantage < -0.2).ShouldAllBe(sample => sample.Second < 0);
        trainer.EvaluatePolicy(samples, new PolicyLossOptions()).ClippedShare.ShouldBeGreaterThan(0.3);

        double[] Likelihoods() => [.. trainer.LogProbabilities([.. samples.Select(sample => sample.Sequence)]).Select(log => log.Sum())];
    }

    [Fact]
    public void A_ratio_beyond_all_bounds_neither_overflows_nor_stops_training()
    {
        using var trainer = new Trainer(TestBatches.Model(TestBatches.Tiny), new TrainerOptions { Threads = 1 });
        var sequence = new TrainingSequence(new[] { 1, 2 }, new[] { 0f, 1 });
        PolicySequence[] extreme = [new(sequence, new[] { 0d, -1e6 }, 1), new(sequence, new[] { 0d, 1e6 }, 1), new(sequence, new[] { 0d, 1e6 }, -1)];
        double.IsFinite(trainer.StepPolicy(extreme, new PolicyLossOptions()).Loss).ShouldBeTrue();
    }

    [Fact]
    public void Later_steps_allocate_little()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var samples = TestSamples.Random(2, model, 30);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        trainer.StepPolicy(samples, Options);
        trainer.StepPolicy(samples, Options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        trainer.StepPolicy(samples, Options);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }

    [Fact]
    public void Samples_that_cannot_be_trained_on_are_refused_with_their_index()
    {
        using var trainer = new Trainer(DecoderModel.Create(TestBatches.Tiny, 1), new TrainerOptions { Threads = 1 });
        var good = new PolicySequence(new TrainingSequence(new[] { 1, 2 }, new[] { 0f, 1 }), new[] { 0d, -3 }, 1);
        Refused(good with { Advantage = double.NaN }).ShouldContain("Sequence 1 of the batch has the advantage NaN");
        Refused(good with { SampledLogProbabilities = new[] { 0d } }).ShouldContain("2 tokens but 1 log-probabilities");
        Refused(good with { SampledLogProbabilities = new[] { 0, double.NegativeInfinity } }).ShouldContain("at 1; it must be finite");
        Refused(good with { Sequence = new TrainingSequence(new[] { 1, 2 }, new float[2]) }).ShouldContain("trains nothing");
        Should.Throw<ArgumentException>(() => trainer.StepPolicy([], Options)).Message.ShouldContain("no sequences");
        Should.Throw<ArgumentException>(() => trainer.StepPolicy([good], new PolicyLossOptions { ClipLow = 0 })).Message.ShouldContain("ClipLow");
        Should.Throw<ArgumentException>(() => trainer.StepPolicy([good], new PolicyLossOptions { ClipHigh = double.NaN })).Message.ShouldContain("ClipHigh");
        Should.Throw<ArgumentException>(() => trainer.StepPolicy([good], new PolicyLossOptions { KlWeight = -1 })).Message.ShouldContain("KlWeight");
        trainer.Accumulate([good.Sequence]);
        Should.Throw<InvalidOperationException>(() => trainer.AccumulatePolicy([good], Options)).Message.ShouldContain("Apply first");

        string Refused(PolicySequence bad) => Should.Throw<ArgumentException>(() => trainer.StepPolicy([good, bad], Options)).Message;
    }

    private static PolicySequence[] OnPolicy(Trainer trainer, int seed)
    {
        var samples = TestSamples.Random(seed, trainer.Model!, 12);
        var log = trainer.LogProbabilities([.. samples.Select(sample => sample.Sequence)]);
        return [.. samples.Select((sample, i) => sample with { SampledLogProbabilities = log[i] })];
    }

    private static (float[] Weights, StepMetrics[] Metrics) Train(int threads, bool adapted, bool recompute = false)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        PolicySequence[][] batches = [.. Enumerable.Range(0, 4).Select(i => TestSamples.Random(i, model, 30))];
        var options = new TrainerOptions { Threads = threads, RecomputeLayers = recompute };
        var adapter = adapted ? LoraAdapter.Create(model.Config, new LoraOptions { Rank = 4 }, 1) : null;
        using var trainer = adapter is null ? new Trainer(model, options) : new Trainer(model, adapter, options);
        StepMetrics[] metrics = [.. batches.Select(batch => trainer.StepPolicy(batch, Options))];
        return ([.. (adapter?.Parameters ?? model.Parameters).SelectMany(parameter => parameter.Span.ToArray())], metrics);
    }
}
