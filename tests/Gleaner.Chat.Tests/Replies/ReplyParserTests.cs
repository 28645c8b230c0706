using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.Chat.Replies;

namespace Gleaner.Chat.Tests.Replies;

/// <summary>The one parser of what models answer and of what recordings hold.</summary>
public sealed class ReplyParserTests
{
    private static readonly ReplyParser Tolerant = new(ReplyShape.ThoughtAndAction, ReplyRule.Tolerant);
    private static readonly ReplyParser Strict = new(ReplyShape.ThoughtAndAction, ReplyRule.Strict);
    private static readonly ReplyParser Recorded = new(ReplyShape.ThoughtAndAction, ReplyRule.Recorded);

    [Theory]
    [InlineData("Thought: I look.\nAction: search[red shoes]", "I look.", "search[red shoes]")]
    [InlineData("  Thought: two\nlines\r\nAction: click[buy now]\n", "two\nlines", "click[buy now]")]
    [InlineData("Thought: q.\nAction: SELECT `a b` FROM t ORDER BY `a b`", "q.", "SELECT `a b` FROM t ORDER BY `a b`")]
    [InlineData("Thought: x\nAction: say \"hello\"", "x", "say \"hello\"")]
    [InlineData("Thought: x\nAction: ls *", "x", "ls *")]
    [InlineData("<think>\nlong\n</think>\n\nThought: short\nAction: go", "long\nshort", "go")]
    public void The_form_that_was_asked_for_is_clean(string reply, string thought, string action)
    {
        foreach (var parser in new[] { Tolerant, Strict })
        {
            Check(parser.Parse(reply), thought, action, ReplyForm.Clean);
        }
    }

    [Theory]
    [InlineData("**Thought:** hm\n**Action:** click[b]", "hm", "click[b]")]
    [InlineData("Thought: hm\n**Action: click[b]**", "hm", "click[b]")]
    [InlineData("Thought: hm\nAction: `click[b]`", "hm", "click[b]")]
    [InlineData("thought 1: hm\naction 1: click[b]", "hm", "click[b]")]
    [InlineData("THOUGHT: hm\n ACTION : click[b]", "hm", "click[b]")]
    [InlineData("Think: hm\nAct: click[b]", "hm", "click[b]")]
    [InlineData("Thought：hm\nAction：click[b]", "hm", "click[b]")]
    [InlineData("Action：turn[1]", null, "turn[1]")]
    [InlineData("思考：左。\n动作：turn[1]", "左。", "turn[1]")]
    [InlineData("Thought: left. Action: turn[1]", "left.", "turn[1]")]
    [InlineData("THOUGHT: There it is. ACTION: take cup 1 from shelf 1", "There it is.", "take cup 1 from shelf 1")]
    [InlineData("I will look.\nAction:\nsearch[x]", "I will look.", "search[x]")]
    [InlineData("Action: search[x]", null, "search[x]")]
    [InlineData("search[x]", null, "search[x]")]
    [InlineData("```\nsearch[x]\n```", null, "search[x]")]
    [InlineData("Thought: q.\nAction:\n```sql\nSELECT a\nFROM t\n```", "q.", "SELECT a\nFROM t")]
    [InlineData("Thought: q.\n```python\nx = [1]\nprint(x)\n```", "q.", "x = [1]\nprint(x)")]
    [InlineData("Thought: q.\nAction: SELECT a\nFROM t\nWHERE b = 'c'", "q.", "SELECT a\nFROM t\nWHERE b = 'c'")]
    [InlineData("Thought: q.\nAction: write(\"a\",\n  \"b\")", "q.", "write(\"a\",\n  \"b\")")]
    [InlineData("{\"thought\": \"left\", \"action\": \"turn[1]\"}", "left", "turn[1]")]
    [InlineData("```json\n{\"thought\": \"left\", \"action\": \"turn[1]\"}\n```", "left", "turn[1]")]
    [InlineData("{\"action\": \"look\", \"action_input\": {\"b\": 1, \"a\": 2}}", null, "look {\"a\":2,\"b\":1}")]
    [InlineData("Thought: x\nAction: search\nAction Input: red shoes", "x", "search[red shoes]")]
    [InlineData("Thought: x\nAction: open\nAction Input: {\"drawer\": \"left\"}", "x", "open {\"drawer\":\"left\"}")]
    [InlineData("<tool_call>\n{\"name\": \"open\", \"arguments\": {\"drawer\": \"left\"}}\n</tool_call>", null, "open {\"drawer\":\"left\"}")]
    [InlineData("Thought: x\nAction: open\nAction Input: {'drawer': 'left'}", "x", "open {\"drawer\":\"left\"}")]
    [InlineData("Think: I count.\nAct: bash\n\n```bash\nls | wc -l\n```", "I count.", "bash\n```bash\nls | wc -l\n```")]
    [InlineData("Action: Operation\n```sql\nSELECT *\nFROM `t`;\n```", null, "Operation\n```sql\nSELECT *\nFROM `t`;\n```")]
    [InlineData("Action: Answer\nFinal Answer: [\"1\"]", null, "Answer\nFinal Answer: [\"1\"]")]
    [InlineData("Thought: x\nAction:\n```python\n# Action: no\nprint(1)\n```", "x", "# Action: no\nprint(1)")]
    [InlineData("I click. The next action I will perform is ```click [12]```", "I click. The next action I will perform is", "click [12]")]
    [InlineData("Thought: run it\nCode:\n```py\nprint(1)\n```<end_code>", "run it\nCode:", "print(1)")]
    [InlineData("Thought: run it\n<code>\nprint(1)\n</code>", "run it", "print(1)")]
    [InlineData("I run it.\n<execute>\nls\n</execute>", "I run it.", "ls")]
    [InlineData("<think>hm</think><action>open door</action>", "hm", "open door")]
    [InlineData("<think>hm</think><action>open door", "hm", "open door")]
    [InlineData("### Thought\nI look.\n### Action\nopen door", "I look.", "open door")]
    [InlineData("Pensamiento: miro\nAcción: abrir puerta", "miro", "abrir puerta")]
    [InlineData("Thought: x<br>Action: open door", "x<br>", "open door")]
    [InlineData("Thought: run\nAction: python\nAction Input: import os\nprint(os.getcwd())\n\nos.remove(\"x\")", "run", "python[import os\nprint(os.getcwd())\n\nos.remove(\"x\")]")]
    [InlineData("Thought: run\nAction: python\nAction Input:\n```python\n# Observation: no\nprint(1)\n```", "run", "python[# Observation: no\nprint(1)]")]
    [InlineData("Thought: y\nAction: cat > f.py <<'EOF'\nprint(1)\n\n# Action: no\nEOF", "y", "cat > f.py <<'EOF'\nprint(1)\n\n# Action: no\nEOF")]
    [InlineData("Thought: y\nAction:\n~~~python\nopen(1)\nx()\n~~~", "y", "open(1)\nx()")]
    [InlineData("Thought: y\nAction:\n````md\n```\ninner\n```\n````", "y", "```\ninner\n```")]
    [InlineData("\u3000Thought\u00A0: hm\n\u3000Action\u3000：\u00A0open door", "hm", "open door")]
    [InlineData("<answer>Thought: x\nAction: open door</answer>", "<answer>Thought: x", "open door")]
    [InlineData("Pensée\u202F: hm\nAction\u00A0: open door", "hm", "open door")]
    public void What_leaves_no_doubt_is_tolerated(string reply, string? thought, string action)
    {
        Check(Tolerant.Parse(reply), thought, action, ReplyForm.Tolerated);
        Strict.Parse(reply).Form.ShouldBe(ReplyForm.Malformed);
    }

    [Theory]
    [InlineData("Thought: hm\nAction: search[x]\nObservation: a page\nThought: so\nAction: click[y]\nObservation: bought\nFinal Answer: done", ReplyCut.LaterCycles | ReplyCut.MadeUpObservation | ReplyCut.Remark)]
    [InlineData("Thought: hm\nAction: search[x]\n\nObservation 1: a page", ReplyCut.MadeUpObservation)]
    [InlineData("Thought: hm. Action: search[x] Observation: a page", ReplyCut.MadeUpObservation)]
    [InlineData("Thought: hm\nAction: search[x]\n\nI hope that helps!", ReplyCut.Remark)]
    [InlineData("Thought: hm\nAction: search[x]</s>", ReplyCut.EndMarker)]
    [InlineData("Thought: hm\nAction: search[x]<|observation|>", ReplyCut.EndMarker)]
    [InlineData("Thought: hm\nAction: search[x] [/INST]", ReplyCut.EndMarker)]
    [InlineData("Thought: hm\nAction: search[x]<turn|>", ReplyCut.EndMarker)]
    [InlineData("Thought: hm\nAction: search\nAction Input: {}\nObservation: a page", ReplyCut.MadeUpObservation, "search")]
    [InlineData("Thought: hm\nAction: sh\nAction Input: ls\npwd\nObservation: a page\nAction: sh\nAction Input: ls", ReplyCut.LaterCycles | ReplyCut.MadeUpObservation, "sh[ls\npwd]")]
    [InlineData("Thought: hm\nAction: search[x]<|im_end|>\n<|im_start|>user\nObservation: a page", ReplyCut.EndMarker)]
    [InlineData("Thought: hm\nAction: search[x]<|eot_id|>\nand so on", ReplyCut.EndMarker)]
    public void The_first_action_was_played_and_the_rest_is_cut(string reply, ReplyCut cut, string action = "search[x]")
    {
        foreach (var parser in new[] { Tolerant, Recorded })
        {
            var parsed = parser.Parse(reply);
            parsed.Action.ShouldBe(action);
            (parsed.Cut & ~ReplyCut.Remark).ShouldBe(cut & ~ReplyCut.Remark);
            parsed.Cut.HasFlag(ReplyCut.Remark).ShouldBe(cut.HasFlag(ReplyCut.Remark));
        }
    }

    [Theory]
    [InlineData("<think>\nI could try\nAction: turn[9]\nbut no.\n</think>\n\nThought: the left one.\nAction: turn[1]", "turn[1]")]
    [InlineData("<THINK>Action: turn[9]</Think>\nAction: turn[1]", "turn[1]")]
    [InlineData("<think>a<think>Action: turn[8]</think>Action: turn[9]</think>Action: turn[1]", "turn[1]")]
    [InlineData("<think>Action: turn[8]</think>\n<think>Action: turn[9]</think>\nturn[1]", "turn[1]")]
    [InlineData("I could try\nAction: turn[9]\n</think>\nAction: turn[1]", "turn[1]")]
    [InlineData("<thinking>Action: turn[9]</thinking>\nAction: turn[1]", "turn[1]")]
    [InlineData("[THINK]Action: turn[9][/THINK]Action: turn[1]", "turn[1]")]
    [InlineData("<|channel|>analysis<|message|>Action: turn[9]<|end|><|start|>assistant<|channel|>final<|message|>Action: turn[1]<|return|>", "turn[1]")]
    [InlineData("<seed:think>Action: turn[9]</seed:think>turn[1]", "turn[1]")]
    [InlineData("◁think▷Action: turn[9]◁/think▷turn[1]", "turn[1]")]
    [InlineData("<scratchpad>\nAction: turn[9]\n</scratchpad>\nAction: turn[1]", "turn[1]")]
    [InlineData("<plan>\nAction: turn[9]\n</plan>\n<reflection>no</reflection>\nAction: turn[1]", "turn[1]")]
    [InlineData("<|START_THINKING|>Action: turn[9]<|END_THINKING|><|START_RESPONSE|>turn[1]<|END_RESPONSE|>", "turn[1]")]
    [InlineData("<|channel>thought\nAction: turn[9]<channel|>turn[1]<turn|>", "turn[1]")]
    [InlineData("<thoughts>\nAction: turn[9]\n</thoughts>\nAction: turn[1]", "turn[1]")]
    [InlineData("<reason>Action: turn[9]</reason>turn[1]", "turn[1]")]
    [InlineData("<thought_process>Action: turn[9]</thought_process>\nturn[1]", "turn[1]")]
    [InlineData("<cot>Action: turn[9]</cot>turn[1]", "turn[1]")]
    [InlineData("<internal>Action: turn[9]</internal>turn[1]", "turn[1]")]
    [InlineData("<antThinking>Action: turn[9]</antThinking>\nturn[1]", "turn[1]")]
    [InlineData("[THINKING]\nAction: turn[9]\n[/THINKING]\nAction: turn[1]", "turn[1]")]
    [InlineData("< think >\nAction: turn[9]\n</ think >\nAction: turn[1]", "turn[1]")]
    [InlineData("<|think|>Action: turn[9]<|/think|>turn[1]", "turn[1]")]
    [InlineData("Here is my thought process:\nAction: turn[9]\n\nHere is my response:\nAction: turn[1]", "turn[1]")]
    [InlineData("<hmm>\nAction: turn[9]\n</hmm>\nAction: turn[1]", "turn[1]")]
    [InlineData("<details type=\"reasoning\">Action: turn[9]</details>\n<answer>\nAction: turn[1]\n</answer>", "turn[1]")]
    [InlineData("Here is my thought process:\nAction: turn[9]", null)]
    [InlineData("<think>\nAction: turn[9]", null)]
    [InlineData("<think>Action: turn[9]</think>", null)]
    public void What_is_thought_is_never_played(string reply, string? action)
    {
        foreach (var parser in new[] { Tolerant, Recorded })
        {
            var parsed = parser.Parse(reply);
            parsed.Action.ShouldBe(action);
            parsed.Thought!.ShouldContain("turn[9]");
            parsed.Said.ShouldNotContain("turn[9]");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData("Thought: I do not know.")]
    [InlineData("Thought: cut off\nAction:")]
    [InlineData("Action:\nObservation: a page")]
    [InlineData("I think\nof many things")]
    [InlineData("I am sorry, but I cannot help with that.")]
    [InlineData("Thought: I know.\nFinal Answer: 42")]
    [InlineData("{\"action\": \"Final Answer\", \"action_input\": \"42\"}")]
    [InlineData("Thought: I know.\nAction:\n```json\n{\"action\": \"Final Answer\", \"action_input\": \"42\"}\n```")]
    [InlineData("<tool_call>{\"name\": \"open\", \"argum</tool_call>")]
    public void Where_no_action_can_be_made_out_there_is_none(string reply)
    {
        var parsed = Tolerant.Parse(reply);
        (parsed.Form, parsed.Actions.Length).ShouldBe((ReplyForm.Malformed, 0));
    }

    [Theory]
    [InlineData("Thought: left.\nAction: search[a long query that was cu", null)]
    [InlineData("Thought: left.\nAction:\n```sql\nSELECT a", null)]
    [InlineData("search[a lo", null)]
    [InlineData("{\"thought\": \"left\", \"act", null)]
    [InlineData("Thought: I do not kn", null)]
    [InlineData("<think>so long", null)]
    [InlineData("<think>x</think><action>open the do", null)]
    [InlineData("<tool_call>{\"name\": \"look\"}", null)]
    [InlineData("Thought: a\nAction: look\nObservation: a lo", "look")]
    public void Half_an_action_is_none(string reply, string? action)
    {
        var parsed = Tolerant.Parse(new AssistantMessage(reply) { IsTruncated = true });
        (parsed.Action, parsed.Form).ShouldBe((action, action is null ? ReplyForm.Truncated : ReplyForm.Tolerated));
    }

    [Theory]
    [InlineData("search[x]", ReplyForm.Clean)]
    [InlineData("<think>\nfine\n</think>\n\nsearch[x]", ReplyForm.Clean)]
    [InlineData("Action: search[x]", ReplyForm.Tolerated)]
    [InlineData("Thought: y\nAction: search[x]", ReplyForm.Tolerated)]
    public void Bare_actions_are_clean_where_they_were_asked_for(string reply, ReplyForm form)
    {
        var parsed = new ReplyParser(ReplyShape.ActionAlone, ReplyRule.Tolerant).Parse(reply);
        (parsed.Action, parsed.Form).ShouldBe(("search[x]", form));
    }

    [Fact]
    public void All_calls_of_a_message_are_its_actions_and_one_that_cant_be_read_refuses_all()
    {
        var parser = new ReplyParser(ReplyShape.ToolCalls, ReplyRule.Tolerant);
        var message = Message("""{"content":"Both.","tool_calls":[{"id":"1","function":{"name":"press","arguments":"{\"b\":2,\"a\":1}"}},{"id":"2","function":{"name":"look","arguments":""}}]}""");

        var parsed = parser.Parse(message);
        parsed.Actions.ShouldBe(["press {\"a\":1,\"b\":2}", "look"]);
        (parsed.Thought, parsed.Form, parsed.Action).ShouldBe(("Both.", ReplyForm.Clean, null));

        parser.Parse(message with { Calls = [message.Calls[0], new MessageCall("3", "press", null)] }).Actions.ShouldBeEmpty();
        parser.Parse(message with { IsTruncated = true }).Form.ShouldBe(ReplyForm.Truncated);
        parser.Parse("Done!").Actions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"content":"Action: turn[1]","reasoning_content":"Action: turn[9]"}""")]
    [InlineData("""{"content":"Action: turn[1]","reasoning":"Action: turn[9]"}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Action: turn[9]"}]},{"type":"text","text":"Action: turn[1]"}]}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":"Action: turn[9]","signature":"x"},{"type":"redacted_thinking","data":"x"},{"type":"text","text":"Action: turn[1]"}]}""")]
    [InlineData("""{"parts":[{"type":"reasoning","content":"Action: turn[9]"},{"type":"text","content":"Action: turn[1]"}]}""")]
    public void Thoughts_beside_the_text_are_thoughts(string message)
    {
        var parsed = Tolerant.Parse(Message(message));
        (parsed.Action, parsed.Thought).ShouldBe(("turn[1]", "Action: turn[9]"));
    }

    [Fact]
    public void Which_of_several_blocks_was_played_cant_be_known() =>
        Recorded.Parse("I list.\n```bash\nls\n```\nthen\n```bash\ncat a\n```").Form.ShouldBe(ReplyForm.Malformed);

    [Fact]
    public void A_tag_that_is_never_closed_is_a_word() => Tolerant.Parse("Thought: a <plan> for it\nAction: write <plan>").Action.ShouldBe("write <plan>");

    [Fact]
    public void A_tag_in_an_action_is_a_part_of_it() => Tolerant.Parse("Thought: a\nAction: submit <reason>too big</reason>").Action.ShouldBe("submit <reason>too big</reason>");

    [Theory]
    [InlineData("<step>\nAction: turn[1]\n</step>\nObservation: lit\nAction: turn[2]", "turn[1]")]
    [InlineData("<step>\nAction: turn[1]\n</step>\n<step>\nAction: turn[2]\n</step>", "turn[1]")]
    [InlineData("<response>\nAction: turn[1]\n</response>\nAction: turn[2]", "turn[1]")]
    [InlineData("<b>\nAction: write <b>x</b>", "write <b>x</b>")]
    public void The_first_of_two_cycles_is_no_draft(string reply, string action) => Tolerant.Parse(reply).Action.ShouldBe(action);

    [Fact]
    public void A_thought_with_a_draft_is_written_so_that_the_action_is_found_again()
    {
        var text = ReplyText.Of("Perhaps\nAction: turn[9]\nNo.", "turn[1]");
        var parsed = Tolerant.Parse(text);
        (parsed.Action, parsed.Thought).ShouldBe(("turn[1]", "Perhaps\nAction – turn[9]\nNo."));
        ReplyText.Of("plain", "go").ShouldBe("Thought: plain\nAction: go");
    }

    [Theory]
    [InlineData("""{"a":"x\ud83dy"}""", "x\uFFFDy")]
    [InlineData("""{"a":"\ude00"}""", "\uFFFD")]
    [InlineData("""{"a":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"a":"\\ud83d"}""", "\\ud83d")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", "\uFFFD😀")]
    public void Half_a_character_becomes_the_replacement_character(string json, string text)
    {
        using var document = LenientJson.TryParse(json).ShouldNotBeNull();
        document.RootElement.GetProperty("a").GetString().ShouldBe(text);
    }

    [Fact]
    public void No_reply_makes_the_parser_fail()
    {
        string[] pieces = ["Thought:", "Action:", "Observation:", "\n", "```", "<think>", "</think>", "{\"action\":\"x\"}", "look", "`", "**", "(", "<tool_call>", "Action Input:", "</s>", " ", "[TOOL_CALLS]", "<function=", "<plan>", "</plan>", "<action>", "<|channel|>commentary to=a<|message|>", "<|end|>", "'", "{'", "[ARGS]", "<tool_response>", "Final Answer:", "\n## Action\n"];
        var texts = Gen.Elements(pieces).ListOf().Select(list => string.Concat(list)).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            foreach (var parser in new[] { Tolerant, Strict, Recorded })
            {
                var parsed = parser.Parse(text);
                if (parsed.Actions.IsEmpty != (parsed.Form is ReplyForm.Malformed or ReplyForm.Truncated) || parsed.Actions.Any(string.IsNullOrWhiteSpace))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static AssistantMessage Message(string json)
    {
        using var document = JsonDocument.Parse(json);
        return AssistantMessage.Of(document.RootElement);
    }

    private static void Check(ParsedReply reply, string? thought, string action, ReplyForm form) =>
        (reply.Thought, reply.Action, reply.Form).ShouldBe((thought, action, form));
}
