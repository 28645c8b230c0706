using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests;

public sealed class AnnotatedTextTests
{
    [Fact]
    public void Runs_of_equal_trust_become_one()
    {
        var text = new AnnotatedTextBuilder()
            .Append("<|im_start|>", true).Append("user\n", true).Append("", false).Append("hi", false).Append("!", true).Build();
        text.Text.ShouldBe("<|im_start|>user\nhi!");
        text.Runs.ShouldBe([new TextRun(0, 17, true), new TextRun(17, 19, false), new TextRun(19, 20, true)]);
    }

    [Fact]
    public void An_empty_text_has_no_runs() => new AnnotatedTextBuilder().Append("", true).Build().Runs.ShouldBeEmpty();
}
