using System.Text.Json;
using Gleaner.Chat.Replies;

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
internal sealed record RecordedMessage(RecordedRole Role, int Number, string? Text, AssistantMessage? Said = null, string? CallId = null)
{
    /// <summary>The messages of a list.</summary>
    /// <exception cref="RunRefusedException">One of them is none.</exception>
    public static List<RecordedMessage> ReadAll(IEnumerable<JsonElement> list) => [.. list.SelectMany((message, i) => Read(message, i + 1))];

    private static IEnumerable<RecordedMessage> Read(JsonElement message, int number)
    {
        var name = RoleOf(message, number);
        var content = MessageContent.Of(message);
        if (content.OtherParts is [var part, ..])
        {
            throw new RunRefusedException("a part of a message is not text", $"message {number}: {part}");
        }

        switch (name)
        {
            case "system" or "developer":
                return [new RecordedMessage(RecordedRole.System, number, content.Text)];
            case "gpt" or "assistant" or "model" or "ai" or "bot" or "agent" or "chatgpt":
                return [new RecordedMessage(RecordedRole.Agent, number, content.Text, AssistantMessage.Of(message))];
            case "function_call" or "tool_call":
                return [new RecordedMessage(RecordedRole.Agent, number, null, CallIn(content))];
            case "human" or "user" or "environment" or "env" or "tool" or "function" or "observation" or "ipython" or "tool_response" or "function_response" or "tool_result":
                return Seen(message, content, number);
            default:
                throw new RunRefusedException("a role is not known", $"message {number}: '{name}'");
        }
    }

    private static string RoleOf(JsonElement message, int number)
    {
        foreach (var member in (ReadOnlySpan<string>)["role", "from"])
        {
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty(member, out var role) && role.ValueKind == JsonValueKind.String)
            {
                return role.GetString()!.Trim().ToLowerInvariant();
            }
        }

        throw new RunRefusedException("a message has no role", $"message {number}");
    }

    private static IEnumerable<RecordedMessage> Seen(JsonElement message, MessageContent content, int number)
    {
        foreach (var answer in content.Answers)
        {
            yield return new RecordedMessage(RecordedRole.Seen, number, answer.Text, CallId: answer.Id);
        }

        if (content.Answers.Count > 0 && string.IsNullOrWhiteSpace(content.Text))
        {
            yield break;
        }

        var id = message.TryGetProperty("tool_call_id", out var call) && call.ValueKind == JsonValueKind.String ? call.GetString() : null;
        yield return new RecordedMessage(RecordedRole.Seen, number, content.Text, CallId: id);
    }

    // {"name":…,"arguments":…} as text, or a list of such.
    private static AssistantMessage CallIn(MessageContent content)
    {
        if (content.Calls.Count > 0)
        {
            return new AssistantMessage("") { Calls = content.Calls };
        }

        using var document = LenientJson.TryParse(content.Text ?? "");
        var calls = document?.RootElement switch
        {
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().ToList(),
            { ValueKind: JsonValueKind.Object } one => [one],
            _ => [],
        };
        var read = calls.SelectMany(call => MessageContent.Of(Wrapped(call)).Calls).ToList();
        return new AssistantMessage("") { Reasoning = content.Reasoning, Calls = read.Count > 0 ? read : [new MessageCall(null, "", null)] };
    }

    private static JsonElement Wrapped(JsonElement call) => JsonSerializer.SerializeToElement(new { tool_calls = new[] { call } });
}
