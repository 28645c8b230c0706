using FsCheck;
using FsCheck.Fluent;
using Gleaner.Exploration;

namespace Gleaner.Tests.Exploration;

public class ExpertStatesTests
{
    private static readonly Arbitrary<(int Length, int Count)> Cases =
        (from length in Gen.Choose(0, 40) from count in Gen.Choose(0, 8) select (length, count)).ToArbitrary();

    [Theory]
    [InlineData(12, 3, new[] { 3, 6, 9 })] // the paper's example: l = ⌊12 / 4⌋
    [InlineData(13, 5, new[] { 2, 4, 6, 8, 10 })]
    [InlineData(10, 5, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(4, 5, new[] { 1, 2, 3 })] // shorter than M + 1: every state once, the end is no state
    [InlineData(1, 5, new int[0])]
    [InlineData(0, 5, new int[0])]
    [InlineData(9, 0, new int[0])]
    public void Known_cases(int length, int count, int[] steps) => ExpertStates.Steps(length, count).ShouldBe(steps);

    [Fact]
    public void All_lengths_and_counts() => Prop.ForAll(Cases, item =>
    {
        var (length, count) = item;
        var steps = ExpertStates.Steps(length, count);
        var stride = Math.Max(1, length / (count + 1));
        return steps.All(step => step > 0 && step < length)
            && steps.Index().All(pair => pair.Item == (pair.Index + 1) * stride)
            && steps.Length == Math.Min(count, Math.Max(0, (length - 1) / stride))
            && (length <= count || steps.Length == count);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Negative_numbers_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ExpertStates.Steps(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => ExpertStates.Steps(3, -1));
    }
}
