using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Sizing;

public sealed class SizeEstimateTests
{
    private static readonly DecoderConfig Config = new()
    {
        VocabularySize = 500, Width = 96, Layers = 3, Heads = 6, KeyValueHeads = 2, FeedForwardWidth = 256, MaxSequenceLength = 1200, QueryKeyValueBias = true, TieEmbeddings = false,
    };

    public static TheoryData<bool, SmearKind> Shapes => new((true, SmearKind.Channel), (false, SmearKind.Scalar), (false, SmearKind.None));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Parameters_are_counted_right(bool tied, SmearKind smear)
    {
        var config = Config with { TieEmbeddings = tied, QueryKeyValueBias = !tied, QueryKeyNorm = tied, Smear = smear };
        SizeEstimate.OfModel(config).Weights.ShouldBe(4 * DecoderModel.CreateZeroed(config).ParameterCount);
    }

    [Fact]
    public void A_known_model_has_the_size_that_its_makers_state()
    {
        var smol = new DecoderConfig()
        {
            VocabularySize = 49_152, Width = 576, Layers = 30, Heads = 9, KeyValueHeads = 3, FeedForwardWidth = 1536, MaxSequenceLength = 8192,
        };
        SizeEstimate.OfModel(smol).Weights.ShouldBe(4 * 134_515_008L);
        var decoding = SizeEstimate.OfDecoding(smol, cachedTokens: 8192);
        decoding.KeyValueCache.ShouldBe(8192L * 30 * 2 * 192 * 4);
        decoding.Panels.ShouldBe(4 * (134_515_008L - (61 * 576)));
    }

    [Theory]
    [InlineData(false, 400, false)]
    [InlineData(true, 400, false)]
    [InlineData(false, 1100, false)]
    [InlineData(false, 1100, true)]
    [InlineData(true, 1100, false)]
    [InlineData(true, 1100, true)]
    public void Activations_are_estimated_within_a_quarter(bool recompute, int length, bool normed)
    {
        var config = Config with { QueryKeyNorm = normed };
        var options = new TrainerOptions() { Threads = 1, Shards = 1, RecomputeLayers = recompute };
        using var trainer = new Trainer(DecoderModel.Create(config, 1), options);
        var tokens = TestBatches.Random(1, Config.VocabularySize, length)[0].Tokens.ToArray();
        float[] weights = [0, .. Enumerable.Repeat(1f, length - 1)];
        trainer.Step([.. Enumerable.Repeat(new TrainingSequence(tokens, weights), length > 512 ? 1 : 2)]);
        var ratio = (double)SizeEstimate.OfTraining(config, options, length).Activations / trainer.PeakActivationBytes;
        ratio.ShouldBeInRange(0.9, length > 512 ? 1.25 : 1.6, $"estimate / measured: {ratio}");
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_largest_part_and_what_would_help()
    {
        var estimate = new SizeEstimate { Weights = 600_000_000, Gradients = 4_800_000_000 } + new SizeEstimate { Weights = 1, KeyValueCache = 2 };
        estimate.Total.ShouldBe(5_400_000_003);
        estimate.EnsureFits(5_400_000_003);
        Should.Throw<MemoryLimitException>(() => estimate.EnsureFits(5_000_000_000)).Message.ShouldBe(
            "This takes about 5.4 GB of memory and 5 GB are available. The largest part is gradients with 4.8 GB: use fewer shards, or train LoRA adapters instead of all weights.");
        estimate.ToString().ShouldBe("5.4 GB: weights 600 MB, gradients 4.8 GB, cached keys and values 0 MB");
    }
}
