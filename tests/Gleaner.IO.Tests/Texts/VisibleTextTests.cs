using FsCheck;
using FsCheck.Fluent;
using Gleaner.IO.Texts;

namespace Gleaner.IO.Tests.Texts;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain, ünïcödé, 😀, tab\tand\nline\r\n", "plain, ünïcödé, 😀, tab\tand\nline\r\n")]
    [InlineData("\u001b[2J\u001b]0;title\a", @"\u001b[2J\u001b]0;title\u0007")] // clears the screen, names the window
    [InlineData("safe\rOVERWRITTEN", @"safe\u000dOVERWRITTEN")]
    [InlineData("a\b\b\u007f\0", @"a\u0008\u0008\u007f\u0000")]
    [InlineData("\u009b31m", @"\u009b31m")] // the same in one character
    [InlineData("\u202Egnp.exe\u202C \u2066x\u2069 \u200F\u061C", @"\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c")]
    [InlineData("a\u2028b\u2029c\u0085", @"a\u2028b\u2029c\u0085")]
    [InlineData("👩\u200d🚀", "👩\u200d🚀")] // what joins an emoji steers nothing
    public void What_steers_a_terminal_or_turns_the_order_is_written_out(string text, string visible)
    {
        VisibleText.Of(text).ShouldBe(visible);

        var written = new StringWriter { NewLine = "\n" };
        var writer = VisibleText.Writer(written);
        writer.Write(text);
        writer.Write(text.ToCharArray());
        writer.Write((object)text);
        writer.WriteLine(text);
        written.ToString().ShouldBe($"{visible}{visible}{visible}{visible}\n");
    }

    [Fact]
    public void Nothing_hidden_is_left_and_the_rest_is_as_it_was() => Prop.ForAll<string>(text =>
    {
        text ??= "";
        var visible = VisibleText.Of(text);
        return visible.Replace("\r\n", "", StringComparison.Ordinal).All(character => !VisibleText.IsHidden(character))
            && (text.Any(VisibleText.IsHidden) || ReferenceEquals(visible, text));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_writer_keeps_the_line_ends_of_the_one_below_and_is_put_on_it_once()
    {
        var written = new StringWriter { NewLine = "\r\n" };
        var writer = VisibleText.Writer(written);

        writer.WriteLine("a");
        writer.WriteLine();
        writer.Write('\u001b');

        written.ToString().ShouldBe("a\r\n\r\n\\u001b");
        VisibleText.Writer(writer).ShouldBeSameAs(writer);
    }
}
