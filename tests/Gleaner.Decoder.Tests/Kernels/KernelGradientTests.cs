using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Kernels;

/// <summary>Each hand-written backward kernel against differences of its forward kernel.</summary>
public sealed unsafe class KernelGradientTests
{
    private readonly Random _random = new(17);

    [Fact]
    public void RmsNorm_gradient()
    {
        const int RowCount = 3, Width = 32;
        AlignedBuffer x = Random(RowCount * Width), gain = Random(Width), y = new(RowCount * Width), inverse = new(RowCount);
        AlignedBuffer dy = Random(RowCount * Width), dx = new(RowCount * Width), dGain = new(Width);
        void Forward() => RmsNorm.Forward(RowCount, Width, x.Pointer, gain.Pointer, 1e-5f, y.Pointer, inverse.Pointer);
        Forward();
        RmsNorm.Backward(RowCount, Width, x.Pointer, gain.Pointer, inverse.Pointer, dy.Pointer, dx.Pointer, dGain.Pointer);
        GradientCheck.Check("x", x, dx, y, dy.Span.ToArray(), Forward);
        GradientCheck.Check("gain", gain, dGain, y, dy.Span.ToArray(), Forward);
    }

    [Fact]
    public void SwiGlu_gradient()
    {
        const int RowCount = 3, Inner = 16;
        AlignedBuffer gateUp = Random(RowCount * 2 * Inner), h = new(RowCount * Inner), dh = Random(RowCount * Inner);
        var gradient = RandomValues.Buffer(gateUp.Span.ToArray());
        SwiGlu.Backward(RowCount, Inner, gradient.Pointer, dh.Pointer);
        GradientCheck.Check("gate and up", gateUp, gradient, h, dh.Span.ToArray(), () => SwiGlu.Forward(RowCount, Inner, gateUp.Pointer, h.Pointer));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(32)]
    public void Rope_turns_back_what_it_turned_and_that_is_its_gradient(int headWidth)
    {
        var rope = new Rope(new DecoderConfig { VocabularySize = 1, Width = 2 * headWidth, Heads = 2, MaxSequenceLength = 64 });
        int[] positions = [0, 3, 63];
        var width = 2 * headWidth;
        AlignedBuffer x = Random(3 * width), y = new(3 * width), dy = Random(3 * width), dx = RandomValues.Buffer(dy.Span.ToArray());
        fixed (int* position = positions)
        {
            var at = position;
            rope.RotateBack(3, at, 2, dx.Pointer, width);
            GradientCheck.Check("x", x, dx, y, dy.Span.ToArray(), () =>
            {
                x.Span.CopyTo(y.Span);
                rope.Rotate(3, at, 2, y.Pointer, width);
            });
            rope.RotateBack(3, at, 2, y.Pointer, width);
        }

        for (var i = 0; i < x.Length; i++)
        {
            y.Span[i].ShouldBe(x.Span[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attention_gradient(bool someRowsOnly)
    {
        var config = new DecoderConfig() { VocabularySize = 1, Width = 32, Heads = 2 };
        int[] starts = [0, 5, 6, 60], indices = someRowsOnly ? [1, 4, 5, 8, 30, 59] : [.. Enumerable.Range(0, 60)];
        int[] rowStarts = [.. starts.Select(start => indices.Count(index => index < start))];
        int[] positions = [.. indices.Select(index => index - starts.Last(start => start <= index && start < 60))];
        AlignedBuffer query = Random(indices.Length * 32), keyValue = Random(60 * 64), attended = new(indices.Length * 32);
        AlignedBuffer d = Random(indices.Length * 32), dQuery = new(indices.Length * 32), dKeyValue = new(60 * 64);
        var attention = new SegmentAttention(config, Gemm.Best, new Arena());
        fixed (int* at = indices, first = rowStarts, position = positions)
        {
            var rows = new QueryRows(indices.Length, at, position, first);
            void Forward() => attention.Forward(starts, rows, query.Pointer, keyValue.Pointer, attended.Pointer);
            attention.Backward(starts, rows, query.Pointer, keyValue.Pointer, d.Pointer, dQuery.Pointer, dKeyValue.Pointer);
            GradientCheck.Check("query", query, dQuery, attended, d.Span.ToArray(), Forward);
            GradientCheck.Check("key and value", keyValue, dKeyValue, attended, d.Span.ToArray(), Forward);
        }
    }

    [Theory]
    [InlineData(SmearKind.None)]
    [InlineData(SmearKind.Scalar)]
    [InlineData(SmearKind.Channel)]
    public void Embedding_and_smear_gradient(SmearKind smear)
    {
        var layout = new ParameterLayout(new DecoderConfig { VocabularySize = 4, Width = 16, Layers = 1, Heads = 2, FeedForwardWidth = 16, Smear = smear });
        int[] tokens = [2, 0, 2, 2, 1];
        var used = (int)layout.Layers[0].AttentionNorm;
        AlignedBuffer weights = Random(used), gradient = new(used), x = new(tokens.Length * 16), dx = Random(tokens.Length * 16);
        for (var i = 0; i < tokens.Length; i++)
        {
            Embedding.Backward(layout, weights.Pointer, tokens[i], i == 0 ? -1 : tokens[i - 1], dx.Pointer + (i * 16), gradient.Pointer);
        }

        GradientCheck.Check("embedding and smear", weights, gradient, x, dx.Span.ToArray(), () =>
        {
            for (var i = 0; i < tokens.Length; i++)
            {
                Embedding.Forward(layout, weights.Pointer, tokens[i], i == 0 ? -1 : tokens[i - 1], x.Pointer + (i * 16));
            }
        });
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    public void Cross_entropy_loss_and_gradient(int count)
    {
        var logits = RandomValues.Normal(_random, count);
        const int Target = 5;
        const float Weight = 0.7f;
        var row = RandomValues.Buffer([.. logits, .. new float[16]]);
        var loss = CrossEntropy.LossAndGradient(row.Pointer, count, Target, Weight);
        var sum = logits.Sum(logit => Math.Exp(logit));
        loss.ShouldBe(Math.Log(sum) - logits[Target], 1e-6);
        for (var i = 0; i < count; i++)
        {
            var expected = Weight * ((Math.Exp(logits[i]) / sum) - (i == Target ? 1 : 0));
            ((double)row.Span[i]).ShouldBe(expected, 1e-6);
        }

        var again = RandomValues.Buffer([.. logits, .. new float[16]]);
        CrossEntropy.Loss(again.Pointer, count, Target).ShouldBe(loss);
    }

    private AlignedBuffer Random(int count) => RandomValues.Buffer(_random, count);
}
