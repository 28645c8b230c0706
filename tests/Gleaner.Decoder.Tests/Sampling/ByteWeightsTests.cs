using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;
using Gleaner.Decoder.Tests.Lora;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Sampling;

/// <summary>Decoding from 8-bit weights: close to the true ones, and as reproducible.</summary>
public sealed class ByteWeightsTests
{
    public static TheoryData<bool> Tied => new(true, false);

    [Theory]
    [MemberData(nameof(Tied))]
    public void Log_probabilities_are_close_to_those_of_the_true_weights(bool tied)
    {
        var model = DecoderModel.Create(TestAdapters.Shape with { TieEmbeddings = tied, VocabularySize = 70, Smear = SmearKind.Channel }, 5);
        double[] exact = LogProbabilities(FrozenDecoder.From(model)), rounded = LogProbabilities(FrozenDecoder.From(model, WeightPrecision.Int8));
        exact.ShouldNotBe(rounded);
        exact.Zip(rounded, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.02);
    }

    [Theory]
    [MemberData(nameof(Tied))]
    public void Logits_are_the_same_alone_in_a_batch_forked_and_by_candidates(bool tied)
    {
        var decoder = FrozenDecoder.From(TestBatches.Model(TestAdapters.Shape with { TieEmbeddings = tied }), WeightPrecision.Int8);
        var vocabulary = decoder.Config.VocabularySize;
        var session = new InferenceSession(decoder);
        int[] tokens = [.. Enumerable.Range(0, 30).Select(i => i * 7 % vocabulary)];
        var slots = Enumerable.Range(0, 6).Select(_ => session.Create()).ToArray();
        session.Extend([.. slots.Select((slot, i) => new SlotExtension(slot, tokens.AsMemory(0, 20 + i)))]);
        var fork = session.Fork(slots[2]);
        session.Extend([.. slots.Append(fork).Select((slot, i) => new SlotExtension(slot, new[] { i }))]);
        float[] batch = new float[7 * vocabulary], alone = new float[vocabulary], some = new float[3];
        session.Logits(batch);
        session.LogitsFor(6, [4, vocabulary - 1, 4], some);
        some.ShouldBe([batch[(6 * vocabulary) + 4], batch[^1], batch[(6 * vocabulary) + 4]]);
        for (var i = 0; i < 7; i++)
        {
            var single = new InferenceSession(decoder);
            var slot = single.Create();
            foreach (var token in tokens.Take(i == 6 ? 22 : 20 + i).Append(i))
            {
                single.Extend([new SlotExtension(slot, new[] { token })]);
            }

            single.Logits(alone);
            alone.ShouldBe(batch[(i * vocabulary)..((i + 1) * vocabulary)]);
        }
    }

    [Fact]
    public void Adapters_are_merged_before_the_rounding()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var adapter = TestAdapters.Random(model.Config, new LoraOptions { Rank = 4 });
        var merged = FrozenDecoder.From(FrozenDecoder.From(model), adapter).ToModel();
        LogProbabilities(FrozenDecoder.From(FrozenDecoder.From(model), adapter, WeightPrecision.Int8))
            .ShouldBe(LogProbabilities(FrozenDecoder.From(merged, WeightPrecision.Int8)));
        LogProbabilities(FrozenDecoder.From(FrozenDecoder.From(model), adapter, WeightPrecision.Single)).ShouldBe(LogProbabilities(FrozenDecoder.From(merged)));
    }

    [Fact]
    public void Nothing_is_trained_beside_them()
    {
        var frozen = FrozenDecoder.From(TestBatches.Model(TestAdapters.Shape), WeightPrecision.Int8);
        var adapter = TestAdapters.Random(frozen.Config, new LoraOptions { Rank = 4 });
        Should.Throw<ArgumentException>(() => new Trainer(frozen, adapter, new TrainerOptions())).Message.ShouldStartWith(
            "Weights of 8 bits are for decoding alone: load them in fp32 or bfloat16 to train adapters beside them.");
    }

    [Fact]
    public void They_take_nine_bits_each()
    {
        var config = new DecoderConfig { VocabularySize = 512, Width = 64, Layers = 2, Heads = 2, FeedForwardWidth = 128, MaxSequenceLength = 64 };
        long matrices = (512 * 64) + (2 * ((4 * 64 * 64) + (3 * 64 * 128)));
        SizeEstimate.OfFrozen(config, WeightPrecision.Int8).Panels.ShouldBe(matrices * 9 / 8);
    }

    /// <summary>log π of each of 60 tokens under those before it.</summary>
    private static double[] LogProbabilities(FrozenDecoder decoder)
    {
        var session = new InferenceSession(decoder);
        var vocabulary = decoder.Config.VocabularySize;
        int[] tokens = [.. Enumerable.Range(0, 60).Select(i => (i * 11) % vocabulary)];
        var logits = new float[tokens.Length * vocabulary];
        session.Extend([new SlotExtension(session.Create(), tokens)], ExtendOutput.AllTokens);
        session.Logits(logits);
        return [.. tokens.Skip(1).Select((token, i) =>
        {
            var row = logits.AsSpan(i * vocabulary, vocabulary).ToArray();
            return row[token] - Math.Log(row.Sum(value => Math.Exp(value)));
        })];
    }
}
