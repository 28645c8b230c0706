using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Preferences;

/// <summary>The scalar functions of preference losses at their limits.</summary>
public sealed class LogisticTests
{
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
