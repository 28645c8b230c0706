using Gleaner.ModelServers.Engine;
using Gleaner.Randomness;
using Gleaner.Students.Sampling;

namespace Gleaner.ModelServers.Tests;

public sealed class TokenDrawTests
{
    private static readonly float[] Logits = [0, MathF.Log(2), MathF.Log(4), MathF.Log(1), float.NegativeInfinity];

    [Theory]
    [InlineData(0, 1.0, new[] { 0, 1, 2, 3 })]
    [InlineData(2, 1.0, new[] { 1, 2 })]
    [InlineData(1, 1.0, new[] { 2 })]
    [InlineData(0, 0.5, new[] { 2 })]
    [InlineData(0, 0.51, new[] { 1, 2 })]
    [InlineData(0, 0.8, new[] { 0, 1, 2 })]
    public void Tokens_are_drawn_among_the_most_probable_and_scored_under_the_model_itself(int topK, double topP, int[] expected)
    {
        var draw = new TokenDraw(Job(1) with { TopK = topK, TopP = topP });
        var seen = new Dictionary<int, double>();
        for (var i = 0; i < 400; i++)
        {
            var (id, score) = draw.Next([.. Logits]);
            seen[id] = score;
        }

        seen.Keys.Order().ShouldBe(expected);
        foreach (var (id, score) in seen)
        {
            score.ShouldBe(Logits[id] - Math.Log(8), 1e-6);
        }
    }

    [Fact]
    public void A_seed_gives_the_draws_of_the_students_own_sampler()
    {
        var draw = new TokenDraw(Job(0.7));
        var random = new Seed(3).ToStream();
        for (var i = 0; i < 50; i++)
        {
            draw.Next([.. Logits]).Id.ShouldBe(TokenSampler.Draw([.. Logits], 0.7, random, out _));
        }
    }

    [Fact]
    public void Greedy_takes_the_first_of_the_largest() => new TokenDraw(Job(0)).Next([1, 3, 3, 2]).Id.ShouldBe(1);

    private static SampleJob Job(double temperature) => new(new[] { 1 }, 10, temperature, new Seed(3));
}
