using FsCheck;
using FsCheck.Fluent;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Tests.Rewards;

public sealed class TokenSetRatioTests
{
    [Theory]
    [InlineData("large", "x-large", 100)]
    [InlineData("9", "9.5", 100)]
    [InlineData("", "a", 0)]
    [InlineData("***", "***", 0)]
    [InlineData("b a", "A b!", 100)]
    [InlineData("caf\u00E9", "caf", 100)]
    [InlineData(".4 pack", ".2 pack", 83)]
    public void Ratios_follow_the_definition(string a, string b, int ratio) => TokenSetRatio.Compute(a, b).ShouldBe(ratio);

    [Fact]
    public void Frequent_elements_of_a_long_sequence_start_no_match()
    {
        int[] run = [.. Enumerable.Repeat(7, 199)], longer = [.. Enumerable.Repeat(7, 200)];
        SequenceRatio.Compute([1, .. run], [2, .. longer]).ShouldBe(0);

        // At the start of both they lengthen the empty match there.
        SequenceRatio.Compute(run, longer).ShouldBe(2.0 * 199 / 399);
    }

    [Fact]
    public void Long_sequences_have_the_ratio_that_python_computes()
    {
        int[] a = [.. Enumerable.Range(0, 240).Select(i => i % 2 != 0 ? i * i % 23 : 100 + i)];
        int[] b = [.. Enumerable.Range(0, 260).Select(i => i % 3 != 0 ? (int)((long)i * i * i % 29) : 100 + i)];
        SequenceRatio.Compute(a, b).ShouldBe(0.172);
        SequenceRatio.Compute(b, a).ShouldBe(0.172);
    }

    [Fact]
    public void A_ratio_lies_in_0_to_100_and_a_text_with_words_equals_itself() => Prop.ForAll<string, string>((a, b) =>
                                                                                       {
                                                                                           (a, b) = (a ?? "", b ?? "");
                                                                                           return TokenSetRatio.Compute(a, b) is >= 0 and <= 100
                                                                                               && TokenSetRatio.Compute(a, a) == (TokenSet.Parse(a).Words.Length > 0 ? 100 : 0);
                                                                                       }).QuickCheckThrowOnFailure();
}
