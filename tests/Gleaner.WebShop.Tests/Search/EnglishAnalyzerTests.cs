using FsCheck;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Tests.Search;

public sealed class EnglishAnalyzerTests
{
    [Theory]
    [InlineData("The cat's whiskers", "cat", "whisker")]
    [InlineData("men\u2019s MEN'S", "men", "men")]
    [InlineData("description:solid wood.oak 1,000.50 3.5mm", "description:solid", "wood.oak", "1,000.50", "3.5mm")]
    [InlineData("size_chart a_1 ___ x:", "size_chart", "a_1", "x")]
    [InlineData("16:9 12.x x.12 a,b", "16", "9", "12", "x", "x", "12", "b")]
    [InlineData("relational conditional hopping falling happy sky agreed", "relat", "condit", "hop", "fall", "happi", "sky", "agre")]
    [InlineData("generalizations oscillators adoption electrical", "gener", "oscil", "adopt", "electr")]
    public void Terms_follow_the_rules_for_english(string text, params string[] terms) => EnglishAnalyzer.Terms(text).ShouldBe(terms);

    [Theory]
    [InlineData("\u4E2D\u56FD\u3072\u3089", "\u4E2D", "\u56FD", "\u3072", "\u3089")]
    [InlineData("\u30AB\u30BF\u30AB\u30CA x", "\u30AB\u30BF\u30AB\u30CA", "x")]
    [InlineData("\uC77C\uD488 \uD574", "\uC77C\uD488", "\uD574")]
    [InlineData("\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35")]
    [InlineData("\u0E31\u0E2A x", "\u0E31\u0E2A", "x")]
    [InlineData("\u05D0\u05D1\"\u05D2 \u05D0'", "\u05D0\u05D1\"\u05D2", "\u05D0'")]
    [InlineData("caf\u00E9 cafe\u0301", "caf\u00E9", "cafe\u0301")]
    public void Terms_follow_the_rules_for_other_scripts(string text, params string[] terms) => EnglishAnalyzer.Terms(text).ShouldBe(terms);

    [Theory]
    [InlineData("\u2600\uFE0F\u2764 ok", "\u2600\uFE0F", "\u2764", "ok")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\U0001F44D\U0001F3FD\U0001F525", "\U0001F44D\U0001F3FD", "\U0001F525")]
    [InlineData("\U0001F1E9\U0001F1EA\U0001F1EB", "\U0001F1E9\U0001F1EA")]
    [InlineData("#\uFE0F\u20E3 1\uFE0F\u20E3 #1", "#\uFE0F\u20E3", "1\uFE0F\u20E3", "1")]
    public void Emoji_sequences_are_terms(string text, params string[] terms) => EnglishAnalyzer.Terms(text).ShouldBe(terms);

    [Fact]
    public void A_word_of_more_than_255_chars_is_cut()
    {
        EnglishAnalyzer.Terms(new string('x', 600)).Select(t => t.Length).ShouldBe([255, 255, 90]);

        // What joins two letters must have both within the window.
        EnglishAnalyzer.Terms(new string('x', 254) + ".y").Select(t => t.Length).ShouldBe([254, 1]);
    }

    [Fact]
    public void Any_text_is_analysed_without_empty_terms() => FsCheck.Fluent.Prop.ForAll<string>(text => EnglishAnalyzer.Terms(text ?? "").All(t => t.Length is > 0 and <= 256)).QuickCheckThrowOnFailure();
}
