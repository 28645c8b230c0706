using Gleaner.Tokenizers.Normalization;

namespace Gleaner.Tokenizers.Tests.Normalization;

public sealed class CompositionTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("a\u0323\u0301", "\u1EA1\u0301")]
    [InlineData("a\u0301\u0323", "\u1EA1\u0301")] // marks are put in order first
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\u1100\u1161\u11A8x", "\uAC01x")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u0958", "\u0915\u093C")] // excluded from composition
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("a\u05B0\u0327b", "a\u05B0\u0327b")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("plain é 中 😀", "plain é 中 😀")]
    public void Text_is_composed(string text, string expected)
    {
        var normalized = new NormalizedText();
        normalized.Load(text, 0);
        new CompositionNormalizer(CompositionTable.Default).Apply(normalized);
        normalized.Text.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Characters_know_where_they_come_from()
    {
        var text = new NormalizedText();
        text.Load("xe\u0301y", 10);
        new CompositionNormalizer(CompositionTable.Default).Apply(text);
        text.Prepend("▁");
        text.Text.ToString().ShouldBe("▁xéy");
        Enumerable.Range(0, 4).Select(i => (text.StartOf(i), text.EndOf(i))).ShouldBe([(10, 10), (10, 11), (11, 13), (13, 14)]);
    }

    [Fact]
    public void A_hostile_run_of_marks_takes_no_quadratic_time()
    {
        var text = new NormalizedText();
        text.Load("a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 100_000)), 0);
        new CompositionNormalizer(CompositionTable.Default).Apply(text);
        text.Text.Length.ShouldBe(200_000);
        text.Text[0].ShouldBe('\u1EA1');
    }
}
