using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Replies;

/// <summary>Replies that are a JSON object: <c>{"thought":"…","action":"…"}</c>, with <c>action_input</c>, or a call by name and arguments.</summary>
internal static class JsonAction
{
    private static readonly string[] Thoughts = ["thought", "thoughts", "think", "thinking", "reasoning", "reason", "rationale", "analysis", "plan", "reflection", "observation", "explanation"];
    private static readonly string[] Inputs = ["action_input", "actioninput", "input", "action_args", "arguments", "args", "parameters", "action_parameters"];

    /// <summary>Thought and action of a JSON object; null if the text is none that holds an action and nothing that it does not say.</summary>
    public static (string? Thought, string Action)? Read(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith('{') || !trimmed.EndsWith('}'))
        {
            return null;
        }

        using var document = LenientJson.TryParse(trimmed);
        return document is null ? null : Read(document.RootElement);
    }

    /// <summary>An action of a tool's name and its input, which is a JSON object or a text.</summary>
    public static string Join(string name, string input)
    {
        var text = input.Trim();
        using var document = text.StartsWith('{') ? LenientJson.TryParseAny(text) : null;
        return text.Length == 0 ? name
            : document?.RootElement is { ValueKind: JsonValueKind.Object } values && CallText.Of(name, values) is { } call ? call
            : $"{name}[{text}]";
    }

    private static (string? Thought, string Action)? Read(JsonElement reply)
    {
        string? thought = null;
        JsonElement? action = null, input = null, name = null;
        foreach (var member in reply.EnumerateObject())
        {
            var key = member.Name.ToLowerInvariant().Replace(' ', '_');
            if (key is "action" or "act" or "command" or "function" or "tool" or "tool_name")
            {
                action = member.Value;
            }
            else if (key == "name")
            {
                name = member.Value;
            }
            else if (Inputs.Contains(key))
            {
                input = member.Value;
            }
            else if (Thoughts.Contains(key))
            {
                thought = MessageContent.TextOf(member.Value) is { } said && !string.IsNullOrWhiteSpace(said)
                    ? thought is null ? said.Trim() : $"{thought}\n{said.Trim()}"
                    : thought;
            }
            else if (key is not ("type" or "id"))
            {
                // It says more than thought and action: the object itself may be the action.
                return null;
            }
        }

        return ActionOf(action, name, input) is { } text && !string.IsNullOrWhiteSpace(text) ? (thought, text.Trim()) : null;
    }

    private static string? ActionOf(JsonElement? action, JsonElement? name, JsonElement? input) => (action, name) switch
    {
        ({ ValueKind: JsonValueKind.String } text, null) when input is { ValueKind: JsonValueKind.Object } arguments => CallText.Of(text.GetText()!, arguments),
        ({ ValueKind: JsonValueKind.String } text, null) => input is null or { ValueKind: JsonValueKind.Null } ? text.GetText() : Join(text.GetText()!, MessageContent.TextOf(input.Value)),
        ({ ValueKind: JsonValueKind.Object } call, null) => Read(call)?.Action,
        (null, { ValueKind: JsonValueKind.String } tool) => CallText.Of(tool.GetText()!, input),
        _ => null,
    };
}
