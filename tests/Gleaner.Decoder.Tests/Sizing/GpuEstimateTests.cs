using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;

namespace Gleaner.Decoder.Tests.Sizing;

public sealed class GpuEstimateTests
{
    // Llama 3 8B.
    private static readonly DecoderConfig Llama = new()
    {
        VocabularySize = 128_256, Width = 4096, Layers = 32, Heads = 32, KeyValueHeads = 8, FeedForwardWidth = 14_336, MaxSequenceLength = 8192, TieEmbeddings = false,
    };

    private const long Parameters = 8_030_261_248;

    [Fact]
    public void Serving_takes_two_bytes_a_weight_and_the_keys_and_values_of_every_token()
    {
        GpuEstimate.OfServing(Llama, 0).Total.ShouldBe(2 * Parameters);
        GpuEstimate.KeyValueBytes(Llama).ShouldBe(131_072);
        GpuEstimate.OfServing(Llama, 1000).KeyValueCache.ShouldBe(131_072_000);
    }

    [Fact]
    public void Adapters_have_the_number_of_values_that_PEFT_states()
    {
        // Rank 16 on all linear layers of this model: 41,943,040.
        var estimate = GpuEstimate.OfAdapters(Llama, 16, tokens: 0);
        estimate.Gradients.ShouldBe(4 * 41_943_040L);
        estimate.Optimizer.ShouldBe(8 * 41_943_040L);
        estimate.Weights.ShouldBe((2 * Parameters) + (4 * 41_943_040L));
    }

    [Fact]
    public void All_weights_take_sixteen_bytes_each_and_those_gathered_shared_over_the_processes()
    {
        var alone = GpuEstimate.OfAllWeights(Llama, 0);
        alone.Total.ShouldBe(18 * Parameters);

        var four = GpuEstimate.OfAllWeights(Llama, 0, processes: 4);
        (four.Gradients, four.Optimizer).ShouldBe((Parameters, 2 * Parameters));
        four.Total.ShouldBeInRange(4 * Parameters, 5 * Parameters);
        Should.Throw<ArgumentOutOfRangeException>(() => GpuEstimate.OfAllWeights(Llama, 0, processes: 0));
    }

    [Fact]
    public void Activations_grow_with_the_tokens_and_operations_with_the_weights_that_multiply()
    {
        GpuEstimate.OfAllWeights(Llama, 2000).Activations.ShouldBe(2 * GpuEstimate.OfAllWeights(Llama, 1000).Activations);
        GpuEstimate.TrainingOperations(Llama, 10, adapters: true).ShouldBe(60.0 * (Parameters - (128_256L * 4096) - (65 * 4096)));
    }

    [Theory]
    [InlineData(0, 1, true, 18.0)]
    [InlineData(0, 1, false, 16.0)]
    [InlineData(16, 1, true, 2.0)]
    [InlineData(16, 1, false, 4.0)]
    public void Options_of_the_trainer_decide_the_bytes_of_a_weight(int rank, int shards, bool half, double bytes)
    {
        var estimate = GpuEstimate.OfTraining(Llama, new GpuTraining { Rank = rank, Shards = shards, InBFloat16 = half });

        (estimate.Total - (rank == 0 ? 0 : 16 * 41_943_040L)).ShouldBe((long)(bytes * Parameters));
    }

    [Fact]
    public void Shards_of_adapters_are_of_fp32_weights_and_layers_that_are_not_computed_again_are_all_kept()
    {
        var sharded = GpuEstimate.OfTraining(Llama, new GpuTraining { Rank = 16, Shards = 4 });
        sharded.Weights.ShouldBeInRange(Parameters + 41_943_040L, Parameters + 41_943_040L + (2 * ((2 * 218_103_808L) + (2 * 128_256L * 4096))));
        sharded.Gradients.ShouldBe(41_943_040L);

        // A layer's own: 4 · (4 d + 2 q + 2 k + 4 f) bytes a token; the logits of an eighth of the tokens, thrice.
        const long Layer = 4 * ((4 * 4096) + (2 * 4096) + (2 * 1024) + (4 * 14_336)), Logits = 128_256 * 12 / 8;
        GpuEstimate.OfTraining(Llama, new GpuTraining { Tokens = 10 }).Activations.ShouldBe(10 * ((4 * 32 * 4096) + Layer + Logits));
        GpuEstimate.OfTraining(Llama, new GpuTraining { Tokens = 10, RecomputesLayers = false }).Activations.ShouldBe(10 * ((32 * Layer) + Logits));
    }
}
