using Gleaner.Randomness;
using Gleaner.Students.Sampling;

namespace Gleaner.Students.Tests.Sampling;

public sealed class TokenSamplerTests
{
    private static readonly float[] Logits = [1.5f, -0.5f, 0.25f, 2f, 0f];

    [Fact]
    public void Greedy_takes_the_largest_and_the_first_of_equals()
    {
        var random = new RandomStream(new Seed(1));
        TokenSampler.Draw([0, 3, 1, 3], 0, random, out _).ShouldBe(1);
        TokenSampler.Draw([2, 2, 2], 0, random, out var logProbability).ShouldBe(0);
        logProbability.ShouldBe(-Math.Log(3), 1e-12);
        random.NextBits().ShouldBe(new RandomStream(new Seed(1)).NextBits(), "a greedy draw takes no random number");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Frequencies_and_log_probabilities_are_those_of_the_softmax(double temperature)
    {
        const int Draws = 20_000;
        const double ChiSquareBound = 23.5; // 4 degrees of freedom, one in 10,000
        var weights = Logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        var counts = new int[Logits.Length];
        var random = new RandomStream(new Seed(7));
        for (var i = 0; i < Draws; i++)
        {
            var choice = TokenSampler.Draw([.. Logits], temperature, random, out var logProbability);
            logProbability.ShouldBe(Math.Log(weights[choice] / weights.Sum()), 1e-9);
            counts[choice]++;
        }

        var expected = weights.Select(weight => Draws * weight / weights.Sum());
        counts.Zip(expected, (count, mean) => (count - mean) * (count - mean) / mean).Sum().ShouldBeLessThan(ChiSquareBound);
    }

    [Fact]
    public void The_same_stream_gives_the_same_draws() => Draws(new Seed(3)).ShouldBe(Draws(new Seed(3)));

    [Fact]
    public void Huge_logits_do_not_overflow()
    {
        TokenSampler.Draw([3e38f, -3e38f], 0.1, new RandomStream(new Seed(1)), out var logProbability).ShouldBe(0);
        logProbability.ShouldBe(0);
    }

    private static int[] Draws(Seed seed)
    {
        var random = seed.ToStream();
        return [.. Enumerable.Range(0, 100).Select(_ => TokenSampler.Draw([.. Logits], 1, random, out var _))];
    }
}
