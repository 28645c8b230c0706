using System.Text.Json;
using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>Who says a message of a recorded conversation.</summary>
internal enum RecordedRole
{
    /// <summary>Instructions.</summary>
    System,

    /// <summary>The user, the environment, a tool: what the agent sees.</summary>
    Seen,

    /// <summary>The agent.</summary>
    Agent,
}

/// <summary>A message of a recorded conversation.</summary>
/// <param name="Role">Who says it.</param>
/// <param name="Number">Its number in the recording, from 1.</param>
/// <param name="Text">What is said; null if nothing. Of the agent: see <paramref name="Said"/>.</param>
/// <param name="Said">The agent's message.</param>
/// <param name="CallId">The call that a tool answers; null if it is not said.</param>
/// <param name="Tool">The tool that answers; null if it is not said.</param>
internal sealed partial record RecordedMessage(RecordedRole Role, int Number, string? Text, AssistantMessage? Said = null, string? CallId = null, string? Tool = null)
{
    /// <summary>The messages of a list.</summary>
    /// <exception cref="RunRefusedException">One of them is none.</exception>
    public static List<RecordedMessage> ReadAll(IEnumerable<JsonElement> list)
    {
        var all = new List<RecordedMessage>();
        foreach (var message in list.SelectMany((element, i) => Read(element, i + 1)))
        {
            if (message.Said is { Calls.Count: > 0 } said && all.LastOrDefault()?.Said is { Calls.Count: > 0 } before)
            {
                // Calls that stand one by one, and are answered together.
                all[^1] = all[^1] with { Said = before with { Calls = [.. before.Calls, .. said.Calls], Reasoning = ReplyText.Join(before.Reasoning, ReplyText.Join(said.Reasoning, said.Text)) } };
                continue;
            }

            all.Add(message);
        }

        return all;
    }

    private static IEnumerable<RecordedMessage> Read(JsonElement element, int number)
    {
        if (RecordedShape.Of(element) is not var (role, message))
        {
            throw new RunRefusedException("a message has no role", element.ValueKind != JsonValueKind.Object ? $"message {number} is {RunMembers.Word(element)}"
                : element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? $"message {number}, of type '{type.GetText()}'"
                : $"message {number}");
        }

        if (message.Find("tool_responses") is { ValueKind: JsonValueKind.Array } responses && responses.GetArrayLength() > 0 && responses.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object))
        {
            // AutoGen keeps all answers in one message, and again joined as its text.
            return responses.EnumerateArray().Select(one => Answer(one, MessageContent.Of(one), number));
        }

        var content = MessageContent.Of(message);
        if (role is "tool" or "function" or "observation" or "ipython" or "tool_response" or "function_response" or "tool_result" or "function_call_output" && content.Answers.Count == 0)
        {
            return Apart(Answer(message, content, number));
        }

        if (content.OtherParts is [var part, ..])
        {
            throw new RunRefusedException("a part of a message is not text", $"message {number}: {part}");
        }

        switch (role)
        {
            case "system" or "developer":
                return [new RecordedMessage(RecordedRole.System, number, content.Text)];
            case "gpt" or "assistant" or "model" or "ai" or "bot" or "agent" or "chatgpt":
                return [new RecordedMessage(RecordedRole.Agent, number, content.Text, AssistantMessage.Of(message))];
            case "function_call" or "tool_call":
                return [new RecordedMessage(RecordedRole.Agent, number, null, CallIn(message, content))];
            case "reasoning":
                return [new RecordedMessage(RecordedRole.Agent, number, null, new AssistantMessage("") { Reasoning = ReplyText.Join(content.Reasoning, ReplyText.Join(content.Text, SummaryOf(message))) ?? "" })];
            case "human" or "user" or "usr" or "environment" or "env" or "tool" or "function" or "observation" or "ipython" or "tool_response" or "function_response" or "tool_result":
                return Seen(message, content, number).SelectMany(Apart);
            default:
                throw new RunRefusedException("a role is not known", $"message {number}: '{role}'");
        }
    }

    // What a tool answers may be any JSON; a picture is no text.
    private static RecordedMessage Answer(JsonElement message, MessageContent content, int number)
    {
        var body = message.FindFirst("content", "value", "output", "result", "text", "parts");
        return body is { } shown && MessageContent.MediumIn(shown) is { } medium ? throw new RunRefusedException("a part of a message is not text", $"message {number}: {medium}")
            : new RecordedMessage(RecordedRole.Seen, number, body is { } said ? MessageContent.TextOf(said) : content.Text, CallId: IdOf(message), Tool: ToolOf(message));
    }

    // Hermes' and Qwen's templates put the answers to all calls of a message into one.
    private static IEnumerable<RecordedMessage> Apart(RecordedMessage message)
    {
        if (message.Text is not { } text || message.CallId is not null || Response().Matches(text) is not { Count: > 1 } answers)
        {
            return [message];
        }

        var (apart, from) = (new List<RecordedMessage>(), 0);
        foreach (Match answer in answers)
        {
            AddWords(answer.Index);
            apart.Add(message with { Text = answer.Groups["text"].Value });
            from = answer.Index + answer.Length;
        }

        AddWords(text.Length);
        return apart;

        void AddWords(int end)
        {
            if (!string.IsNullOrWhiteSpace(text[from..end]))
            {
                apart.Add(message with { Text = text[from..end].Trim() });
            }
        }
    }

    private static IEnumerable<RecordedMessage> Seen(JsonElement message, MessageContent content, int number)
    {
        foreach (var answer in content.Answers)
        {
            yield return new RecordedMessage(RecordedRole.Seen, number, answer.Text, CallId: answer.Id, Tool: answer.Name);
        }

        if (content.Answers.Count > 0 && string.IsNullOrWhiteSpace(content.Text))
        {
            yield break;
        }

        yield return new RecordedMessage(RecordedRole.Seen, number, content.Text, CallId: IdOf(message));
    }

    private static string? IdOf(JsonElement message) => message.FindText("tool_call_id") ?? message.FindText("call_id") ?? message.FindText("toolCallId");

    private static string? ToolOf(JsonElement message) => message.FindText("tool_name", "name", "toolName");

    // An item that is a call itself, or a text or an object within a message that holds one or a list of them.
    private static AssistantMessage CallIn(JsonElement message, MessageContent content)
    {
        if (content.Calls.Count > 0)
        {
            return new AssistantMessage("") { Reasoning = content.Reasoning, Calls = content.Calls };
        }

        if (content.Text is not { } text)
        {
            return new AssistantMessage("") { Reasoning = content.Reasoning, Calls = [MessageCall.Of(message)] };
        }

        using var document = LenientJson.TryParseAny(text);
        var calls = document?.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? MessageCall.AllOf(document.RootElement).ToList() : [];
        return new AssistantMessage("") { Reasoning = content.Reasoning, Calls = calls.Count > 0 ? calls : [MessageCall.Unread with { Arguments = text }] };
    }

    private static string? SummaryOf(JsonElement message) => message.Find("summary") is { } summary ? MessageContent.ThoughtIn(summary) : null;

    [GeneratedRegex(@"<tool_response>\n?(?<text>.*?)\n?</tool_response>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Response();
}
