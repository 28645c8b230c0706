using FsCheck;
using Gleaner.Endpoints.Parsing;
using Gleaner.Endpoints.Prompts;

namespace Gleaner.Endpoints.Tests.Parsing;

public sealed class ActionParserTests
{
    [Theory]
    [InlineData("Thought: I look.\nAction: search[red shoes]", "I look.", "search[red shoes]")]
    [InlineData("  Thought: two\nlines\r\nAction: click[buy now]\n", "two\nlines", "click[buy now]")]
    public void The_form_that_was_asked_for_is_clean(string reply, string thought, string action)
    {
        foreach (var isStrict in new[] { true, false })
        {
            new ActionParser(PromptStyle.ReAct, isStrict).Parse(reply).ShouldBe(new ParsedReply(thought, action, ReplyForm.Clean));
        }
    }

    [Theory]
    [InlineData("**Thought:** hm\n**Action:** click[b]", "hm", "click[b]")]
    [InlineData("Thought: hm\nAction: `click[b]`", "hm", "click[b]")]
    [InlineData("thought 1: hm\naction 1: click[b]", "hm", "click[b]")]
    [InlineData("I will look.\nAction:\nsearch[x]", "I will look.", "search[x]")]
    [InlineData("Action: search[x]", null, "search[x]")]
    [InlineData("search[x]", null, "search[x]")]
    [InlineData("```\nsearch[x]\n```", null, "search[x]")]
    [InlineData("Thought: hm\nAction: search[x]\nObservation: a page\nThought: so\nAction: click[y]", "hm", "search[x]")]
    public void What_leaves_no_doubt_is_tolerated_and_counted(string reply, string? thought, string action)
    {
        new ActionParser(PromptStyle.ReAct, isStrict: false).Parse(reply).ShouldBe(new ParsedReply(thought, action, ReplyForm.Tolerated));
        new ActionParser(PromptStyle.ReAct, isStrict: true).Parse(reply).ShouldBe(ParsedReply.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData("Thought: I do not know.")]
    [InlineData("Thought: cut off\nAction:")]
    [InlineData("Action:\nObservation: a page")]
    [InlineData("I think\nof many things")]
    public void Where_no_action_can_be_made_out_there_is_none(string reply) =>
        new ActionParser(PromptStyle.ReAct, isStrict: false).Parse(reply).ShouldBe(ParsedReply.Malformed);

    [Theory]
    [InlineData("search[x]", ReplyForm.Clean)]
    [InlineData("Action: search[x]", ReplyForm.Tolerated)]
    [InlineData("Thought: y\nAction: search[x]", ReplyForm.Tolerated)]
    public void Bare_actions_are_clean_where_they_were_asked_for(string reply, ReplyForm form)
    {
        var parsed = new ActionParser(PromptStyle.Act, isStrict: false).Parse(reply);
        (parsed.Action, parsed.Form).ShouldBe(("search[x]", form));
    }

    [Fact]
    public void No_reply_makes_the_parser_fail() => FsCheck.Fluent.Prop.ForAll<string>(reply =>
    {
        var parsed = new ActionParser(PromptStyle.ReAct, isStrict: false).Parse(reply ?? "");
        return (parsed.Action is null) == (parsed.Form == ReplyForm.Malformed) && parsed.Action is not "" && parsed.Action?.Contains('\n') != true;
    }).QuickCheckThrowOnFailure();
}
