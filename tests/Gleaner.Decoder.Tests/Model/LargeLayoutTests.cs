using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;

namespace Gleaner.Decoder.Tests.Model;

/// <summary>Models of more than 2³¹ values: where everything lies, without the memory for it.</summary>
public sealed class LargeLayoutTests
{
    /// <summary>The shape of Llama 3 8B.</summary>
    private static readonly DecoderConfig Large = new()
    {
        VocabularySize = 128_256,
        Width = 4096,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 8,
        FeedForwardWidth = 14_336,
        MaxSequenceLength = 8192,
        TieEmbeddings = false,
    };

    [Fact]
    public void Tensors_follow_each_other_without_overlap_beyond_two_to_the_31()
    {
        var layout = new ParameterLayout(Large);
        long end = 0;
        foreach (var spec in layout.Specs)
        {
            spec.Offset.ShouldBe(end, spec.Name);
            end += AlignedBuffer.RoundUp((long)spec.Length);
        }

        layout.Length.ShouldBe(end);
        layout.Specs.Sum(spec => (long)spec.Length).ShouldBe(8_030_261_248, "what its makers state");
        ParameterCounts.Of(Large).ShouldBe(8_030_261_248);
        layout.Head.ShouldBe(end - ((long)Large.VocabularySize * Large.Width));
        layout.Head.ShouldBeGreaterThan(int.MaxValue);
        layout.Layers[^1].GateUp.ShouldBe(layout.Specs.Single(spec => spec.Name == "model.layers.31.mlp.gate_proj.weight").Offset);
        layout.Layers[^1][Projection.Down].ShouldBeGreaterThan(int.MaxValue);
    }

    [Fact]
    public void Adapters_know_the_weights_that_they_are_added_to()
    {
        var layout = new ParameterLayout(Large);
        var adapters = new LoraLayout(layout, new LoraOptions { Rank = 16 });
        adapters.Modules.Count.ShouldBe(7 * Large.Layers);
        adapters.Modules[^1].Weight.ShouldBe(layout.Layers[^1].Down);
        adapters.Modules[^1].Weight.ShouldBeGreaterThan(int.MaxValue);
        adapters.Length.ShouldBe(41_943_040);
    }

    [Fact]
    public void An_array_of_lines_holds_what_an_array_of_floats_cannot()
    {
        const long Floats = 8_030_261_248;
        AlignedBuffer.LinesFor(Floats).ShouldBeInRange(Floats / AlignedBuffer.Alignment, int.MaxValue);
        AlignedBuffer.LinesFor(1).ShouldBe(3, "one that may begin behind a boundary, and the margin");
    }

    [Fact]
    public void A_single_tensor_has_fewer()
    {
        Should.Throw<OverflowException>(() => new ParameterLayout(Large with { VocabularySize = 1 << 19 }));
        new ParameterLayout(Large with { VocabularySize = (1 << 19) - 1 }).Specs[0].Length.ShouldBe(int.MaxValue - 4095);
    }

    [Fact]
    public void A_slice_stays_within_its_buffer()
    {
        var buffer = new AlignedBuffer(20);
        buffer.Slice(3, 17).Fill(2);
        buffer.Span.ToArray().ShouldBe([0, 0, 0, .. Enumerable.Repeat(2f, 17)]);
        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Slice(4, 17).ToArray());
        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Slice(-1, 2).ToArray());
        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Slice(long.MaxValue, 1).ToArray());
        buffer.Clear();
        buffer.Span.ToArray().ShouldAllBe(value => value == 0);
    }
}
