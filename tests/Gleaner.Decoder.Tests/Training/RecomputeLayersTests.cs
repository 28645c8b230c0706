using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Training.Preferences;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

/// <summary>Gradient checkpointing: the same bits from less memory.</summary>
public sealed class RecomputeLayersTests
{
    private static readonly DecoderConfig Deep = TestBatches.Tiny with { Layers = 6, KeyValueHeads = 1, QueryKeyValueBias = true };

    [Fact]
    public void Recomputed_layers_give_the_same_bits() => Train(Deep, recompute: true).ShouldBe(Train(Deep, recompute: false));

    [Fact]
    public void So_they_do_with_normed_queries_and_keys()
    {
        var normed = Deep with { QueryKeyNorm = true };
        Train(normed, recompute: true).ShouldBe(Train(normed, recompute: false));
    }

    [Fact]
    public void A_row_takes_what_the_formula_says()
    {
        long kept = Peak(recompute: false), recomputed = Peak(recompute: true);
        const int Tokens = 127;
        int d = Deep.Width, f = Deep.FeedForwardWidth, perLayer = (4 * d) + (2 * Deep.QueryWidth) + (2 * Deep.KeyValueWidth) + (3 * f);

        // What both need besides, gradients and scratch of a layer and the head, is the same: the difference is that of the formulas,
        // the last layer having one row only.
        long expected = sizeof(float) * Tokens * (Deep.Layers - 2) * (perLayer - d);
        (kept - recomputed).ShouldBeInRange((long)(0.9 * expected), (long)(1.3 * expected));
    }

    [Fact]
    public void Memory_does_not_grow_with_steps()
    {
        var model = TestBatches.Model(Deep);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, RecomputeLayers = true });
        var batch = TestBatches.Random(1, model.Config.VocabularySize, 90, 128, 17);
        trainer.Step(batch);
        var first = trainer.PeakActivationBytes;
        for (var i = 0; i < 20; i++)
        {
            trainer.Step(batch);
        }

        trainer.PeakActivationBytes.ShouldBe(first);
    }

    private static long Peak(bool recompute)
    {
        var model = TestBatches.Model(Deep);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, RecomputeLayers = recompute });
        var weights = new float[128];
        weights[127] = 1;
        trainer.Step([new TrainingSequence(new int[128], weights)]);
        return trainer.PeakActivationBytes;
    }

    private static float[] Train(DecoderConfig config, bool recompute)
    {
        var model = TestBatches.Model(config);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 2, RecomputeLayers = recompute });
        for (var i = 0; i < 2; i++)
        {
            trainer.Step(TestBatches.Random(i, model.Config.VocabularySize, 40, 3, 90, 17, 66, 2, 128, 51));
            trainer.StepPreference(TestPairs.Random(i, model.Config.VocabularySize, 20), new PreferenceOptions());
        }

        return [.. model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];
    }
}
