using Gleaner.Selection;

namespace Gleaner.Tests.Selection;

/// <summary>DMPO's weights of turns.</summary>
public sealed class TurnDiscountTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void Weights_are_those_of_the_formula(double discount)
    {
        for (var t = 0; t < 7; t++)
        {
            var expected = Math.Pow(discount, t) * (1 - Math.Pow(discount, 7 - t)) / (1 - Math.Pow(discount, 7));
            TurnDiscount.Of(t, 7, discount).ShouldBe(expected, 1e-12);
        }
    }

    [Fact]
    public void Without_discount_weights_fall_in_a_line()
    {
        TurnDiscount.Of(0, 4, 1).ShouldBe(1);
        TurnDiscount.Of(3, 4, 1).ShouldBe(0.25);
        Should.Throw<ArgumentOutOfRangeException>(() => TurnDiscount.Of(4, 4, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => TurnDiscount.Of(0, 4, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => TurnDiscount.Of(0, 4, double.NaN));
    }
}
