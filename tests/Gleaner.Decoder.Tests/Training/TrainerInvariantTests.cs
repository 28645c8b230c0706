using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>What must not change the result of training, and what must be refused.</summary>
public sealed class TrainerInvariantTests
{
    private static readonly int[] Lengths = [40, 3, 90, 17, 66, 2, 128, 51, 75, 30, 64, 12, 110, 99, 5, 81];

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        (float[] weights, StepMetrics[] metrics) expected = Train(threads: 1);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            var (weights, metrics) = Train(threads);
            weights.ShouldBe(expected.weights);
            metrics.ShouldBe(expected.metrics);
        }
    }

    [Fact]
    public void Packed_is_as_one_by_one()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var batch = TestBatches.Random(1, model.Config.VocabularySize, Lengths);
        using var packed = new Trainer(model, new TrainerOptions { Threads = 2, Shards = 2 });
        using var single = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 1 });
        var together = packed.Evaluate(batch);
        double loss = 0, weight = 0;
        foreach (var sequence in batch)
        {
            var alone = single.Evaluate([sequence]);
            loss += alone.Loss * alone.TotalWeight;
            weight += alone.TotalWeight;
        }

        together.Loss.ShouldBe(loss / weight, 1e-12);
        together.TotalWeight.ShouldBe(weight, 1e-12);
    }

    [Fact]
    public void Padding_after_a_sequence_changes_no_bit()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var batch = TestBatches.Random(1, model.Config.VocabularySize, 20, 31);
        TrainingSequence[] padded = [.. batch.Select(sequence => new TrainingSequence(
            sequence.Tokens.ToArray().Concat(new int[13]).ToArray(), sequence.Weights.ToArray().Concat(new float[13]).ToArray()))];
        Gradient(model, batch).ShouldBe(Gradient(model, padded));
    }

    [Fact]
    public void Accumulating_eight_times_one_is_as_one_time_eight()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var batch = TestBatches.Random(2, model.Config.VocabularySize, Lengths[..8]);
        var expected = Gradient(model, batch);
        using var trainer = new Trainer(model.Clone(), new TrainerOptions { Threads = 1 });
        foreach (var sequence in batch)
        {
            trainer.Accumulate([sequence]);
        }

        trainer.Apply();
        var actual = trainer.Gradient.Span.ToArray();
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], 1e-5f * largest);
        }
    }

    [Fact]
    public void Scaling_all_weights_changes_nothing_but_rounding()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var batch = TestBatches.Random(2, model.Config.VocabularySize, 30, 40);
        TrainingSequence[] doubled = [.. batch.Select(sequence => sequence with { Weights = sequence.Weights.ToArray().Select(w => 2 * w).ToArray() })];
        Gradient(model, doubled).ShouldBe(Gradient(model, batch));
    }

    [Fact]
    public void Later_steps_allocate_nothing()
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        var batch = TestBatches.Random(2, model.Config.VocabularySize, Lengths);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        trainer.Step(batch);
        trainer.Step(batch);

        // The runtime may allocate on our thread when it compiles anew, in one step or another.
        var least = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            trainer.Step(batch);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        least.ShouldBeLessThan(1024);
    }

    [Fact]
    public void A_few_steps_learn_a_batch_by_heart()
    {
        var model = DecoderModel.Create(TestBatches.Tiny, 1);
        var batch = TestBatches.Random(4, model.Config.VocabularySize, 12, 20, 30);
        using var trainer = new Trainer(model, new TrainerOptions { Schedule = LearningRateSchedule.Cosine(1e-2, 150, 10), Threads = 2 });
        for (var i = 0; i < 150; i++)
        {
            trainer.Step(batch);
        }

        trainer.Evaluate(batch).Loss.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Sequences_that_cannot_be_trained_on_are_refused_with_their_index()
    {
        using var trainer = new Trainer(DecoderModel.Create(TestBatches.Tiny, 1), new TrainerOptions { Threads = 1 });
        var good = new TrainingSequence(new[] { 1, 2 }, new[] { 0f, 1 });
        Refused(new TrainingSequence(new[] { 1, 2 }, new float[2])).ShouldContain("Sequence 1 of the batch trains nothing");
        Refused(new TrainingSequence(new[] { 1, 2 }, new[] { 1f, 1 })).ShouldContain("first token");
        Refused(new TrainingSequence(new[] { 1, 37 }, new[] { 0f, 1 })).ShouldContain("token id 37 at 1");
        Refused(new TrainingSequence(new[] { 1, 2 }, new[] { 0f, -1 })).ShouldContain("weight -1 at 1");
        Refused(new TrainingSequence(new[] { 1, 2 }, new[] { 0f, float.NaN })).ShouldContain("weight NaN at 1");
        Refused(new TrainingSequence(new[] { 1, 2, 3 }, new[] { 0f, 1 })).ShouldContain("3 tokens but 2 weights");
        Refused(new TrainingSequence(new int[129], new float[129])).ShouldContain("129 tokens");
        Should.Throw<ArgumentException>(() => trainer.Step([]));
        Should.Throw<InvalidOperationException>(() => trainer.Apply());

        string Refused(TrainingSequence bad) => Should.Throw<ArgumentException>(() => trainer.Step([good, bad])).Message;
    }

    private static (float[] Weights, StepMetrics[] Metrics) Train(int threads)
    {
        var model = TestBatches.Model(TestBatches.Tiny);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = threads });
        StepMetrics[] metrics = [.. Enumerable.Range(0, 4).Select(i => trainer.Step(TestBatches.Random(i, model.Config.VocabularySize, Lengths)))];
        return ([.. model.Parameters.SelectMany(parameter => parameter.Span.ToArray())], metrics);
    }

    private static float[] Gradient(DecoderModel model, TrainingSequence[] batch)
    {
        using var trainer = new Trainer(model.Clone(), new TrainerOptions { Threads = 2 });
        trainer.Step(batch);
        return trainer.Gradient.Span.ToArray();
    }
}
