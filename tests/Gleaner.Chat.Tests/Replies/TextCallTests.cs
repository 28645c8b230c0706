using Gleaner.Chat.Replies;

namespace Gleaner.Chat.Tests.Replies;

/// <summary>Calls of tools as models write them into their text, where no server took them out.</summary>
public sealed class TextCallTests
{
    private static readonly ReplyParser Words = new(ReplyShape.ThoughtAndAction, ReplyRule.Tolerant);
    private static readonly ReplyParser Calls = new(ReplyShape.ToolCalls, ReplyRule.Tolerant);
    private static readonly ReplyParser Recorded = new(ReplyShape.ToolCalls, ReplyRule.Recorded);

    [Theory]
    [InlineData("<tool_call>\n{\"name\": \"look\", \"arguments\": {\"x\": 1}}\n</tool_call>")]
    [InlineData("<tool_call>\n{'arguments': {'x': 1}, 'name': 'look'}\n</tool_call>")]
    [InlineData("<tool_call>\n<function=look>\n<parameter=x>\n1\n</parameter>\n</function>\n</tool_call>")]
    [InlineData("<tool_call>look\n<arg_key>x</arg_key>\n<arg_value>1</arg_value>\n</tool_call>")]
    [InlineData("<function=look>{\"x\": 1}</function>")]
    [InlineData("<|python_tag|>{\"name\":\"look\",\"parameters\":{\"x\":1}}<|eom_id|>")]
    [InlineData("[TOOL_CALLS] [{\"name\": \"look\", \"arguments\": {\"x\": 1}, \"id\": \"abc\"}]</s>")]
    [InlineData("[TOOL_CALLS]look[CALL_ID]a1[ARGS]{\"x\": 1}")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>look\n```json\n{\"x\":1}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>look<｜tool▁sep｜>{\"x\":1}<｜tool▁call▁end｜><｜tool▁calls▁end｜>")]
    [InlineData("<|tool_calls_section_begin|><|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>{\"x\":1}<|tool_call_end|><|tool_calls_section_end|>")]
    [InlineData("<|tool_call|>[{\"name\": \"look\", \"arguments\": {\"x\": 1}}]")]
    [InlineData("<|START_ACTION|>[{\"tool_call_id\":\"0\",\"tool_name\":\"look\",\"parameters\":{\"x\":1}}]<|END_ACTION|>")]
    [InlineData("<|action_start|><|plugin|>\n{\"name\": \"look\", \"parameters\": {\"x\": 1}}<|action_end|>")]
    [InlineData("<functioncall> {\"name\": \"look\", \"arguments\": '{\"x\": 1}'} <|endoftext|>")]
    [InlineData("<function_calls>\n<invoke name=\"look\">\n<parameter name=\"x\">1</parameter>\n</invoke>\n</function_calls>")]
    [InlineData("[{\"name\": \"look\", \"arguments\": {\"x\": 1}}]")]
    [InlineData("<|start|>assistant to=functions.look<|channel|>commentary json<|message|>{\"x\":1}<|call|>")]
    public void Every_templates_call_is_the_action(string text)
    {
        foreach (var parser in new[] { Words, Calls, Recorded })
        {
            var reply = parser.Parse(text);
            (reply.Action, reply.Thought, reply.HasUnreadCall).ShouldBe(("look {\"x\":1}", null, false));
        }
    }

    [Theory]
    [InlineData("Both.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>a<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁call▁begin｜>b<｜tool▁sep｜>{\"y\":[1]}<｜tool▁call▁end｜><｜tool▁calls▁end｜>")]
    [InlineData("Both.[TOOL_CALLS]a[ARGS]{}[TOOL_CALLS]b[ARGS]{\"y\": [1]}")]
    [InlineData("Both.\n<tool_call>{\"name\":\"a\"}</tool_call>\n<tool_call>{\"name\":\"b\",\"arguments\":\"{\\\"y\\\":[1]}\"}</tool_call>")]
    [InlineData("<|channel|>analysis<|message|>Both.<|end|><|start|>assistant<|channel|>commentary to=functions.a <|constrain|>json<|message|>{}<|call|><|start|>assistant<|channel|>commentary to=functions.b <|constrain|>json<|message|>{\"y\":[1]}<|call|>")]
    public void All_calls_are_made_in_order_and_text_beside_them_is_thought(string text)
    {
        var reply = Calls.Parse(text);
        reply.Actions.ShouldBe(["a", "b {\"y\":[1]}"]);
        reply.Thought.ShouldBe("Both.");
    }

    [Theory]
    [InlineData("<tool_call>{\"name\": \"look\", \"argum</tool_call>")]
    [InlineData("<tool_call></tool_call>")]
    [InlineData("[TOOL_CALLS] look around")]
    [InlineData("<|python_tag|>print(1)")]
    [InlineData("<function=look>{\"x\": </function>")]
    [InlineData("<|start|>assistant to=functions.look<|channel|>commentary json<|message|>{\"x\": <|call|>")]
    public void A_call_that_cant_be_read_is_no_action(string text)
    {
        foreach (var parser in new[] { Words, Calls, Recorded })
        {
            var reply = parser.Parse(text);
            (reply.Actions.Length, reply.Form, reply.HasUnreadCall).ShouldBe((0, ReplyForm.Malformed, true));
        }
    }

    [Fact]
    public void A_call_that_is_also_beside_the_text_is_made_once()
    {
        var message = new AssistantMessage("<tool_call>{\"name\":\"look\"}</tool_call>") { Calls = [new MessageCall("c", "look", "look")] };
        Calls.Parse(message).Actions.ShouldBe(["look"]);
    }

    [Fact]
    public void What_follows_an_answer_that_the_model_made_up_is_cut()
    {
        var reply = Calls.Parse("<tool_call>{\"name\":\"look\"}</tool_call>\n<tool_response>\nnothing\n</tool_response>\n<tool_call>{\"name\":\"leave\"}</tool_call>");
        (reply.Action, reply.Cut).ShouldBe(("look", ReplyCut.MadeUpObservation));
    }

    [Fact]
    public void A_call_that_is_only_thought_of_is_not_made()
    {
        Calls.Parse("<think><tool_call>{\"name\":\"bad\"}</tool_call></think><tool_call>{\"name\":\"look\"}</tool_call>").Action.ShouldBe("look");
        Calls.Parse("<think>\n<tool_call>{\"name\":\"bad\"}</tool_call>").Actions.ShouldBeEmpty();
    }

    [Fact]
    public void Of_arguments_of_one_name_the_last_counts_however_deep() =>
        Calls.Parse("<tool_call>{\"name\":\"a\",\"arguments\":{\"x\":{\"p\":1,\"p\":2},\"x\":{\"q\":1,\"q\":[{\"r\":1,\"r\":3}]}}}</tool_call>").Action.ShouldBe("a {\"x\":{\"q\":[{\"r\":3}]}}");

    [Theory]
    [InlineData("{'x': 'it\\'s', 'y': (1, None), 'z': True}", "a {\"x\":\"it's\",\"y\":[1,null],\"z\":true}")]
    [InlineData("{'x': \"a 'b' \\\\ c\", 'y': '\"'}", "a {\"x\":\"a 'b' \\\\ c\",\"y\":\"\\\"\"}")]
    [InlineData("{'x': open('f')}", null)]
    [InlineData("{'x': ", null)]
    public void Arguments_may_be_as_Python_prints_them(string arguments, string? action) =>
        CallText.Of("a", System.Text.Json.JsonSerializer.SerializeToElement(arguments)).ShouldBe(action);
}
