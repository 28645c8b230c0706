using System.Runtime.Intrinsics;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Tests.Kernels;

public sealed unsafe class VectorMathTests
{
    [Fact]
    public void Exponential_is_good_to_two_units_in_the_last_place()
    {
        for (float x = -87; x < 88; x += 0.0137f)
        {
            var expected = (float)Math.Exp(x);
            VectorMath.Exp(Vector256.Create(x))[3].ShouldBe(expected, 2.5e-7f * expected, x.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Exponential_has_the_right_limits()
    {
        VectorMath.Exp(Vector256.Create(0f))[0].ShouldBe(1);
        VectorMath.Exp(Vector256.Create(-100f))[0].ShouldBe(0);
        VectorMath.Exp(Vector256.Create(float.NegativeInfinity))[0].ShouldBe(0);
        float.IsNaN(VectorMath.Exp(Vector256.Create(float.NaN))[0]).ShouldBeTrue();
    }

    [Fact]
    public void Sum_and_maximum_take_in_every_lane()
    {
        for (var lane = 0; lane < 8; lane++)
        {
            var x = Vector256.WithElement(Vector256.Create(-1f), lane, 5);
            VectorMath.Max(x).ShouldBe(5);
            VectorMath.Sum(x).ShouldBe(-2);
        }
    }

    [Fact]
    public void A_row_of_attention_depends_on_its_visible_scores_alone()
    {
        var random = new Random(1);
        for (var count = 1; count <= 40; count++)
        {
            var scores = RandomValues.Normal(random, count);
            var row = RandomValues.Buffer([.. scores, .. Enumerable.Repeat(float.NaN, 48 - count)]);
            Softmax.Causal(row.Pointer, count, 48, 0.5f);
            var sum = scores.Sum(score => Math.Exp(0.5 * score));
            for (var i = 0; i < 48; i++)
            {
                ((double)row.Span[i]).ShouldBe(i < count ? Math.Exp(0.5 * scores[i]) / sum : 0, 1e-6);
            }
        }
    }
}
