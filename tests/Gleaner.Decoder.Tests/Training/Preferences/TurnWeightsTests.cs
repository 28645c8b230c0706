using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Preferences;

/// <summary>The scalar functions of preference losses at their limits.</summary>
public sealed class TurnWeightsTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void Dmpo_weights_are_those_of_the_formula(double discount)
    {
        for (var t = 0; t < 7; t++)
        {
            var expected = Math.Pow(discount, t) * (1 - Math.Pow(discount, 7 - t)) / (1 - Math.Pow(discount, 7));
            TurnWeights.Dmpo(t, 7, discount).ShouldBe(expected, 1e-12);
        }
    }

    [Fact]
    public void Without_discount_dmpo_weights_fall_in_a_line()
    {
        TurnWeights.Dmpo(0, 4, 1).ShouldBe(1);
        TurnWeights.Dmpo(3, 4, 1).ShouldBe(0.25);
        Should.Throw<ArgumentOutOfRangeException>(() => TurnWeights.Dmpo(4, 4, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => TurnWeights.Dmpo(0, 4, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => TurnWeights.Dmpo(0, 4, double.NaN));
    }

    [Fact]
    public void The_logistic_function_keeps_its_precision_at_both_ends()
    {
        Logistic.LogSigmoid(0).ShouldBe(-Math.Log(2), 1e-16);
        Logistic.LogSigmoid(-1e6).ShouldBe(-1e6);
        Logistic.LogSigmoid(40).ShouldBe(-Math.Exp(-40), 1e-30);
        Logistic.LogSigmoid(1e6).ShouldBe(0);
        Logistic.Sigmoid(-700).ShouldBe(Math.Exp(-700), 1e-318);
        Logistic.Sigmoid(2).ShouldBe(1 / (1 + Math.Exp(-2)), 1e-16);
        (Logistic.Sigmoid(-2) + Logistic.Sigmoid(2)).ShouldBe(1, 1e-15);
        double.IsNaN(Logistic.LogSigmoid(double.NaN)).ShouldBeTrue();
    }
}
