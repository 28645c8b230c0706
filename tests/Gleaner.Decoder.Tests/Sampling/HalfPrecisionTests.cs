using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Tests.Kernels;
using Gleaner.Decoder.Tests.Lora;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Sampling;

/// <summary>Weights held as bfloat16 compute what fp32 weights of the rounded values compute, to the bit.</summary>
public sealed class HalfPrecisionTests
{
    private static readonly DecoderConfig Tied = TestBatches.Tiny with { KeyValueHeads = 1, VocabularySize = 70, FeedForwardWidth = 304 };

    private static readonly DecoderConfig Normed = TestAdapters.Shape with { QueryKeyValueBias = false, QueryKeyNorm = true };

    public static TheoryData<string, bool> Cases => new(("6x16", true), ("12x32", true), ("6x16", false), ("12x32", false));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decoding_has_the_bits_of_the_rounded_model(string implementation, bool tied)
    {
        var model = TestBatches.Model(tied ? Tied : TestAdapters.Shape);
        var half = FrozenDecoder.From(model, GemmTests.Create(implementation), WeightPrecision.BFloat16);
        var single = FrozenDecoder.From(Rounded(model), GemmTests.Create(implementation));
        half.Precision.ShouldBe(WeightPrecision.BFloat16);
        Logits(half).ShouldBe(Logits(single));
    }

    [Fact]
    public void So_it_has_with_normed_queries_and_keys()
    {
        var model = TestBatches.Model(Normed);
        Logits(FrozenDecoder.From(model, WeightPrecision.BFloat16)).ShouldBe(Logits(FrozenDecoder.From(Rounded(model))));
    }

    [Fact]
    public void What_is_read_back_is_the_rounded_model()
    {
        foreach (var config in new[] { Tied, TestAdapters.Shape, Normed })
        {
            DecoderModel model = TestBatches.Model(config), expected = Rounded(model);
            var back = FrozenDecoder.From(model, WeightPrecision.BFloat16).ToModel();
            foreach (var parameter in back.Parameters)
            {
                parameter.Span.SequenceEqual(expected[parameter.Name].Span).ShouldBeTrue(parameter.Name);
            }

            FrozenDecoder.From(model).ToModel()["model.norm.weight"].Span.SequenceEqual(model["model.norm.weight"].Span).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(WeightPrecision.Single, false)]
    [InlineData(WeightPrecision.BFloat16, false)]
    [InlineData(WeightPrecision.BFloat16, true)]
    public void Adapters_train_beside_frozen_weights_with_the_same_bits(WeightPrecision precision, bool normed)
    {
        DecoderModel model = TestBatches.Model(normed ? Normed : TestAdapters.Shape), held = precision == WeightPrecision.Single ? model : Rounded(model);
        var options = new LoraOptions() { Rank = 4 };
        LoraAdapter expected = TestAdapters.Random(model.Config, options), actual = TestAdapters.Random(model.Config, options);
        var training = new TrainerOptions() { Threads = 2, Shards = 3, RecomputeLayers = true };
        using var one = new Trainer(held, expected, training);
        using var other = new Trainer(FrozenDecoder.From(model, precision), actual, training);
        for (var step = 0; step < 3; step++)
        {
            var batch = TestBatches.Random(step, model.Config.VocabularySize, 60, 9, 33, 5);
            other.Step(batch).ShouldBe(one.Step(batch));
        }

        actual.Weights.Buffer.Span.SequenceEqual(expected.Weights.Buffer.Span).ShouldBeTrue();
        other.Model.ShouldBeNull();
        Logits(FrozenDecoder.From(FrozenDecoder.From(model, precision), actual)).ShouldBe(Logits(FrozenDecoder.From(held, expected)));
    }

    private static DecoderModel Rounded(DecoderModel model)
    {
        var rounded = model.Clone();
        foreach (var parameter in rounded.Parameters.Where(parameter => parameter.Shape.Count > 1))
        {
            foreach (ref var value in parameter.Span)
            {
                value = BFloat16.Widen(BFloat16.Round(value));
            }
        }

        return rounded;
    }

    /// <summary>A long prompt at once, then single tokens of three slots, and candidates.</summary>
    private static float[] Logits(FrozenDecoder decoder)
    {
        var session = new InferenceSession(decoder);
        var vocabulary = decoder.Config.VocabularySize;
        int[] tokens = [.. Enumerable.Range(0, 100).Select(i => i * 7 % vocabulary)], slots = [session.Create(), session.Create(), session.Create()];
        float[] logits = new float[100 * vocabulary], three = new float[3 * vocabulary], some = new float[5];
        session.Extend([new SlotExtension(slots[0], tokens)], ExtendOutput.AllTokens);
        session.Logits(logits);
        List<float> all = [.. logits];
        for (var i = 0; i < 4; i++)
        {
            session.Extend([.. slots.Select((slot, n) => new SlotExtension(slot, new[] { (i + n) % vocabulary }))]);
            session.Logits(three);
            session.LogitsFor(1, [0, 3, 3, vocabulary - 1, 17], some);
            some[3].ShouldBe(three[(2 * vocabulary) - 1]);
            all.AddRange([.. three, .. some]);
        }

        return [.. all];
    }
}
