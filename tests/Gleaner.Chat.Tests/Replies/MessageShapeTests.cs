using System.Text.Json;
using Gleaner.Chat.Replies;

namespace Gleaner.Chat.Tests.Replies;

/// <summary>Messages as APIs and libraries write them.</summary>
public sealed class MessageShapeTests
{
    private static readonly ReplyParser Parser = new(ReplyShape.ToolCalls, ReplyRule.Tolerant);

    [Theory]
    [InlineData("""{"content":"","tool_calls":[{"name":"look","args":{"x":1},"id":"c","type":"tool_call"}],"additional_kwargs":{"reasoning_content":"hm"}}""")]
    [InlineData("""{"content":"hm","additional_kwargs":{"tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{\"x\":1}"}}]}}""")]
    [InlineData("""{"content":"hm","tool_calls":"[{\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"x\\\":1}\"}}]"}""")]
    [InlineData("""{"content":"hm","tool_calls":{"name":"look","arguments":{"x":1}}}""")]
    [InlineData("""{"content":"hm","function_call":"{\"name\":\"look\",\"arguments\":{\"x\":1}}"}""")]
    [InlineData("""{"parts":[{"text":"hm","thought":true},{"functionCall":{"name":"look","args":{"x":1}}}]}""")]
    [InlineData("""{"parts":[{"text":"hm"},{"function_call":{"name":"look","args":{"x":1}}}]}""")]
    [InlineData("""{"content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s"}}},{"toolUse":{"toolUseId":"t","name":"look","input":{"x":1}}}]}""")]
    [InlineData("""{"content":[{"type":"text","text":"hm"},{"type":"tool-call","toolCallId":"t","toolName":"look","input":{"x":1}}]}""")]
    [InlineData("""{"blocks":[{"block_type":"text","text":"hm"},{"block_type":"tool_call","tool_call_id":"c","tool_name":"look","tool_kwargs":{"x":1}}]}""")]
    [InlineData("""{"content":null,"reasoning_content":null,"reasoning":"hm","tool_calls":[{"function":{"name":"look","arguments":{"x":1}}}]}""")]
    [InlineData("""{"thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}],"tool_calls":[{"function":{"name":"look","arguments":{"x":1}}}]}""")]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.text","text":"hm"}],"tool_calls":[{"function":{"name":"look","arguments":{"x":1}}}]}""")]
    public void Thought_and_call_are_found(string message)
    {
        var reply = Parser.Parse(Message(message));
        (reply.Action, reply.Thought).ShouldBe(("look {\"x\":1}", "hm"));
    }

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"hm"},{"type":"tool_use","id":"a","name":"look","input":{"x":1}}],"tool_calls":[{"name":"look","args":{"x":1},"id":"a","type":"tool_call"}]}""", "look {\"x\":1}")]
    [InlineData("""{"content":"hm","additional_kwargs":{"function_call":{"name":"look","arguments":"{\"x\": 1}"}},"tool_calls":[{"name":"look","args":{"x":1},"id":"1","type":"tool_call"}]}""", "look {\"x\":1}")]
    [InlineData("""{"content":"hm","additional_kwargs":{"tool_calls":[{"id":"1","function":{"name":"look","arguments":"{\"x\":1}"}}]},"tool_calls":[{"name":"look","args":{"x":1},"id":"1","type":"tool_call"}]}""", "look {\"x\":1}")]
    [InlineData("""{"content":[{"type":"function_call","name":"look","arguments":"{\"x\":1}","call_id":"c","id":"fc"}],"tool_calls":[{"name":"look","args":{"x":1},"id":"c"}]}""", "look {\"x\":1}")]
    [InlineData("""{"content":null,"function_call":{"name":"look","arguments":"{\"x\":1}"},"tool_calls":[{"id":"1","function":{"name":"look","arguments":"{\"x\":1}"}}]}""", "look {\"x\":1}")]
    [InlineData("""{"content":[{"type":"tool_use","id":"a","name":"look","input":{}},{"type":"tool_use","id":"b","name":"go","input":{}}],"tool_calls":[{"name":"go","args":{},"id":"b"}]}""", "go|look")]
    [InlineData("""{"content":"","tool_calls":[{"name":"look","args":{},"id":"a"},{"name":"look","args":{},"id":"b"}]}""", "look|look")]
    [InlineData("""{"content":[{"type":"tool_use","id":"a","name":"look","input":{}},{"type":"tool_use","id":"b","name":"look","input":{}}],"tool_calls":[{"name":"look","args":{},"id":"a"},{"name":"look","args":{},"id":"b"}]}""", "look|look")]
    public void A_call_that_is_written_twice_was_made_once(string message, string actions) => string.Join('|', Parser.Parse(Message(message)).Actions).ShouldBe(actions);

    [Fact]
    public void A_call_that_could_not_be_read_stays_unread_wherever_else_it_stands() =>
        Message("""{"content":[{"type":"tool_use","id":"c","name":"look","input":{}}],"tool_calls":[],"invalid_tool_calls":[{"name":"look","args":"{bad","id":"c"}]}""").Calls.ShouldHaveSingleItem().Action.ShouldBeNull();

    [Theory]
    [InlineData("""{"content":"go on","finish_reason":"length"}""")]
    [InlineData("""{"content":[{"type":"text","text":"go on"}],"stop_reason":"max_tokens"}""")]
    [InlineData("""{"parts":[{"text":"go on"}],"finishReason":"MAX_TOKENS"}""")]
    [InlineData("""{"content":"go on","response_metadata":{"finish_reason":"length"}}""")]
    public void Every_word_for_the_limit_of_tokens_is_known(string message) => Message(message).IsTruncated.ShouldBeTrue();

    [Theory]
    [InlineData("""{"content":null,"refusal":"I can't."}""")]
    [InlineData("""{"content":[{"type":"refusal","refusal":"I can't."}]}""")]
    public void A_refusal_is_no_text(string message) => (Message(message).Refusal, Message(message).Text).ShouldBe(("I can't.", ""));

    [Fact]
    public void A_call_that_a_library_could_not_read_is_none() =>
        Message("""{"content":"","tool_calls":[],"invalid_tool_calls":[{"name":"look","args":"{bad","id":"c"}]}""").Calls.ShouldHaveSingleItem().Action.ShouldBeNull();

    private static AssistantMessage Message(string json)
    {
        using var document = JsonDocument.Parse(json);
        return AssistantMessage.Of(document.RootElement);
    }
}
