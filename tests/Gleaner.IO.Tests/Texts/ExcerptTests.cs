using Gleaner.IO.Texts;

namespace Gleaner.IO.Tests.Texts;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab😀", 3, "ab…")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("", 3, "")]
    public void The_beginning_is_cut_between_characters(string text, int longest, string excerpt) => Excerpt.Start(text, longest).ShouldBe(excerpt);

    [Theory]
    [InlineData("  a\r\n\tb\0c  ", 10, "a b c")]
    [InlineData("a b c", 3, "a b…")]
    [InlineData("\n\n", 3, "")]
    public void One_line_has_no_control_characters(string text, int longest, string excerpt) => Excerpt.OneLine(text, longest).ShouldBe(excerpt);

    [Theory]
    [InlineData("0123456789", 5, "…34567…")]
    [InlineData("0123456789", 0, "012…")]
    [InlineData("0123456789", 10, "…89")]
    [InlineData("01\n3", 2, "01\\n3")]
    public void A_place_is_shown_with_what_stands_around_it(string text, int at, string excerpt) => Excerpt.Around(text, at, 2, 3).ShouldBe(excerpt);
}
