using Gleaner.Chat.Replies;

namespace Gleaner.Chat.Tests.Replies;

/// <summary>Replies that are JSON objects, or nearly so.</summary>
public sealed class JsonReplyTests
{
    private static readonly ReplyParser Tolerant = new(ReplyShape.ThoughtAndAction, ReplyRule.Tolerant);
    private static readonly ReplyParser Alone = new(ReplyShape.ActionAlone, ReplyRule.Tolerant);
    private static readonly ReplyParser Recorded = new(ReplyShape.ThoughtAndAction, ReplyRule.Recorded);

    private static readonly ReplyParser[] All = [Tolerant, Alone, Recorded];

    [Theory]
    [InlineData("""{"step":1,"thought":"a","action":"turn[1]"}""", "a", "turn[1]")]
    [InlineData("""{"thought":"a","action":"turn[1]","confidence":0.9,"memory":"x","status":"ok"}""", "a", "turn[1]")]
    [InlineData("""{"thought":"a","action":"turn[1]","colour":"red"}""", "a", "turn[1]")]
    [InlineData("""{"step":1,"thought":"a","action":"look"}""", "a", "look")]
    [InlineData("""{"step":1,"action":"turn[1]"}""", null, "turn[1]")]
    [InlineData("""{"thought":"a","action":3}""", "a", "3")]
    [InlineData("""{'thought':'a','action':'open door'}""", "a", "open door")]
    [InlineData("""{"thought":"a","action":"open door",}""", "a", "open door")]
    [InlineData("""[{"thought":"a","action":"open door"}]""", "a", "open door")]
    [InlineData("""Sure: {"action":"turn[1]"}""", "Sure:", "turn[1]")]
    [InlineData("I open it.\n{\"thought\":\"a\",\"action\":\"open door\"}", "I open it.\na", "open door")]
    [InlineData("Thought: x\nAction: {\"action\":\"open\",\"action_input\":{\"b\":1}}", "x", "open {\"b\":1}")]
    public void An_object_with_an_action_is_a_reply(string reply, string? thought, string action)
    {
        foreach (var parser in All)
        {
            var parsed = parser.Parse(reply);
            (parsed.Thought, parsed.Action, parsed.Form, parsed.Cut).ShouldBe((thought, action, ReplyForm.Tolerated, ReplyCut.None));
        }
    }

    [Theory]
    [InlineData("{\"thought\":\"a\",\"action\":\"turn[1]\"}\n{\"observation\":\"lit\"}\n{\"thought\":\"b\",\"action\":\"turn[2]\"}", ReplyCut.LaterCycles)]
    [InlineData("{\"thought\":\"a\",\"action\":\"turn[1]\"} {\"thought\":\"b\",\"action\":\"turn[2]\"}", ReplyCut.LaterCycles)]
    [InlineData("```json\n{\"thought\":\"a\",\"action\":\"turn[1]\"}\n```\nObservation: lit\n```json\n{\"thought\":\"b\",\"action\":\"turn[2]\"}\n```", ReplyCut.LaterCycles | ReplyCut.MadeUpObservation)]
    [InlineData("{\"thought\":\"a\",\"action\":\"turn[1]\"}\nObservation: lit\nThought: b\nAction: turn[2]", ReplyCut.LaterCycles | ReplyCut.MadeUpObservation | ReplyCut.Remark)]
    [InlineData("{\"thought\":\"a\",\"action\":\"turn[1]\"}\nHope it helps", ReplyCut.Remark)]
    public void The_first_objects_action_was_played(string reply, ReplyCut cut)
    {
        foreach (var parser in All)
        {
            var parsed = parser.Parse(reply);
            (parsed.Action, parsed.Cut).ShouldBe(("turn[1]", cut));
        }
    }

    [Theory]
    [InlineData("""{"thought":"a","action":"tur""")]
    [InlineData("""Thought: a{NL}Action: {"action":"tur""")]
    [InlineData("""{thought: 'a', action: 'open door'}""")]
    [InlineData("""Sure: {"action": open the door}""")]
    [InlineData("""{"thought":"a"}""")]
    [InlineData("""{"thought":"a","action":null}""")]
    [InlineData("""{"thought":"a","action":""}""")]
    [InlineData("""{"thought":"a","action":"click","element":12}""")]
    [InlineData("""[{"thought":"a","action":"open door"},{"thought":"b","action":"leave"}]""")]
    public void What_was_meant_as_a_reply_and_cant_be_read_is_no_action(string reply)
    {
        foreach (var parser in All)
        {
            var parsed = parser.Parse(reply.Replace("{NL}", "\n", StringComparison.Ordinal));
            (parsed.Form, parsed.Actions.Length).ShouldBe((ReplyForm.Malformed, 0));
        }

        Tolerant.Parse(new AssistantMessage(reply[..^1]) { IsTruncated = true }).Form.ShouldBe(ReplyForm.Truncated);
    }

    [Theory]
    [InlineData("""{"action":"click","x":5,"y":3}""")]
    [InlineData("""{"action":"set_light","status":"on"}""")]
    [InlineData("""{"click":{"index":1}}""")]
    [InlineData("""{"memory":"m","action":[{"click":{"index":1}}]}""")]
    [InlineData("""[{"click":1},{"type":"a"}]""")]
    [InlineData("""bash {"command":"ls"}""")]
    [InlineData("""open {"action":"push"}""")]
    [InlineData("""post(url, {"action": "x"})""")]
    public void Where_actions_are_objects_an_object_is_the_action(string action)
    {
        foreach (var parser in All)
        {
            parser.Parse(action).Action.ShouldBe(action);
        }
    }

    [Fact]
    public void Of_several_objects_that_are_actions_the_first_was_played()
    {
        var parsed = Recorded.Parse("""{"action":"click","x":1}{"action":"click","x":2}""");
        (parsed.Action, parsed.Cut).ShouldBe(("""{"action":"click","x":1}""", ReplyCut.LaterCycles));
    }

    [Fact]
    public void An_object_that_is_only_thought_of_is_not_the_action() =>
        Tolerant.Parse("Thought: I could answer {\"action\":\"no\"}\nAction: yes").Action.ShouldBe("yes");
}
