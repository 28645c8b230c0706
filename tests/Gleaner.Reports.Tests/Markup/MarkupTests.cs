using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Tests.Markup;

public sealed class MarkupTests
{
    [Fact]
    public void Any_text_survives_as_text_and_as_attribute() => Prop.ForAll<string>(text =>
    {
        text ??= "";
        var page = new MarkupBuilder().Add($"<p title=\"{text}\">{text}</p>").ToString();
        var element = XDocument.Parse(page, LoadOptions.PreserveWhitespace).Root!;
        return !element.HasElements && element.Attributes().Count() == 1 && element.Value == Readable(text);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Holes_are_escaped_and_fragments_are_not()
    {
        var inner = new MarkupBuilder().Add($"<b>{"<i>"}</b>").ToFragment();

        new MarkupBuilder().Add($"<p>{inner}{"a & 'b'"}</p>").ToString().ShouldBe("<p><b>&lt;i&gt;</b>a &amp; &#39;b&#39;</p>");
    }

    [Theory]
    [InlineData(1.25, "1.2")]
    [InlineData(-0.04, "0")]
    [InlineData(1234567, "1234567")]
    public void Coordinates_are_short_and_never_minus_zero(double value, string expected) =>
        new MarkupBuilder().Add($"{value}").ToString().ShouldBe(expected);

    [Fact]
    public void Characters_that_markup_cannot_hold_become_replacement_characters() =>
        new MarkupBuilder().Add($"{"c\ud83dd\uffff😀"}").ToString().ShouldBe("c\uFFFDd\uFFFD😀");

    [Fact]
    public void Characters_that_do_not_show_or_turn_the_order_of_a_line_are_written_out() =>
        new MarkupBuilder().Add($"{"a\0b\u001b[2J\u0085 \u202Ecba\u202C \u2067x\u2069\u061C"}").ToString()
            .ShouldBe(@"a\u0000b\u001b[2J\u0085 \u202ecba\u202c \u2067x\u2069\u061c");

    // What an XML parser gives back: replaced characters, and line ends as line feeds.
    private static string Readable(string text)
    {
        var escaped = new System.Text.StringBuilder();
        MarkupEscaper.Append(escaped, text);
        return System.Net.WebUtility.HtmlDecode(escaped.ToString()).Replace("\r\n", "\n").Replace('\r', '\n');
    }
}
