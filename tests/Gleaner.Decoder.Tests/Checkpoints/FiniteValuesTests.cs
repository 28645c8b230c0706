using Gleaner.Decoder.Checkpoints;

namespace Gleaner.Decoder.Tests.Checkpoints;

public sealed class FiniteValuesTests
{
    [Fact]
    public void The_first_value_that_is_not_finite_is_found_wherever_it_stands()
    {
        foreach (var length in (int[])[0, 1, 7, 16, 37])
        {
            var values = new float[length];
            Array.Fill(values, float.MaxValue);
            FiniteValues.IndexOfOther(values).ShouldBe(-1);
            for (var at = length - 1; at >= 0; at--)
            {
                values[at] = (at % 3) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => float.NegativeInfinity };
                FiniteValues.IndexOfOther(values).ShouldBe(at);
            }
        }
    }
}
