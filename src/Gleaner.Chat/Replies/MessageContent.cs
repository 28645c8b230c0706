using System.Text.Json;

namespace Gleaner.Chat.Replies;

/// <summary>
/// What a message of a chat holds, whichever of the usual shapes it has: text or parts of text; thoughts beside it; calls as
/// <c>tool_calls</c>, as <c>function_call</c> or as parts; answers of tools as parts.
/// </summary>
public sealed class MessageContent
{
    private const int DeepestPart = 8;

    private readonly List<string> _texts = [];
    private readonly List<string> _thoughts = [];
    private readonly List<MessageCall> _calls = [];
    private readonly List<ToolAnswer> _answers = [];
    private readonly List<string> _others = [];

    /// <summary>The text; null if there is none.</summary>
    public string? Text => Join(_texts);

    /// <summary>Thoughts beside the text; null if there are none.</summary>
    public string? Reasoning => Join(_thoughts);

    /// <summary>Calls, in order.</summary>
    public IReadOnlyList<MessageCall> Calls => _calls;

    /// <summary>Answers of tools, in order.</summary>
    public IReadOnlyList<ToolAnswer> Answers => _answers;

    /// <summary>Kinds of parts that can't be said in text.</summary>
    public IReadOnlyList<string> OtherParts => _others;

    /// <summary>Why the message ended, if it says so itself.</summary>
    public string? FinishReason { get; private init; }

    /// <summary>Reads a message: a JSON object; of anything else nothing is read.</summary>
    public static MessageContent Of(JsonElement message)
    {
        var content = new MessageContent { FinishReason = Member(message, "finish_reason") is { ValueKind: JsonValueKind.String } reason ? reason.GetString() : null };
        foreach (var name in (ReadOnlySpan<string>)["reasoning_content", "reasoning", "thinking"])
        {
            if (Member(message, name) is { } thought)
            {
                content.AddThought(thought);
                break;
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["content", "value", "parts", "text"])
        {
            if (Member(message, name) is { ValueKind: not JsonValueKind.Null } body)
            {
                content.Add(body, 0);
                break;
            }
        }

        if (Member(message, "tool_calls") is { ValueKind: JsonValueKind.Array } calls)
        {
            foreach (var call in calls.EnumerateArray())
            {
                content.AddCall(call);
            }
        }

        if (Member(message, "function_call") is { ValueKind: JsonValueKind.Object } single)
        {
            content.AddCall(single);
        }

        return content;
    }

    /// <summary>A JSON value as a tool's answer shows it: a text as it is, parts of text joined, anything else as JSON.</summary>
    public static string TextOf(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
        {
            var content = new MessageContent();
            content.Add(value, 0);
            if (content is { Text: { } text, _calls.Count: 0, _answers.Count: 0, _others.Count: 0 })
            {
                return text;
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            _ => JsonSerializer.Serialize(value, CallText.Json),
        };
    }

    private void Add(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _texts.Add(value.GetString()!);
                break;
            case JsonValueKind.Array when depth < DeepestPart:
                foreach (var part in value.EnumerateArray())
                {
                    Add(part, depth + 1);
                }

                break;
            case JsonValueKind.Object:
                AddPart(value);
                break;
            case JsonValueKind.Null:
                break;
            default:
                _others.Add(Word(value.ValueKind));
                break;
        }
    }

    private void AddPart(JsonElement part)
    {
        var kind = Member(part, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString()!.ToLowerInvariant() : "";
        switch (kind)
        {
            case "thinking" or "reasoning" or "reasoning_content" or "thought":
                AddThought(part);
                break;
            case "redacted_thinking":
                break;
            case "tool_use" or "tool_call" or "function_call" or "function" or "server_tool_call":
                AddCall(part);
                break;
            case "tool_result" or "tool_call_response" or "function_call_output" or "tool_response":
                _answers.Add(new ToolAnswer(
                    TextMember(part, "tool_use_id", "tool_call_id", "call_id", "id"),
                    First(part, "content", "response", "result", "output") is { } answer ? TextOf(answer) : ""));
                break;
            default:
                if (kind is "" or "text" or "output_text" or "input_text" or "refusal" && PlainText(part) is { } text)
                {
                    _texts.Add(text);
                }
                else
                {
                    _others.Add(kind.Length > 0 ? kind : "a part without a type");
                }

                break;
        }
    }

    private static string? PlainText(JsonElement part) => First(part, "text", "content", "refusal") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } inner when Member(inner, "value") is { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => null,
    };

    private void AddThought(JsonElement value, int depth = 0)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
        {
            _thoughts.Add(text.Trim());
        }
        else if (value.ValueKind == JsonValueKind.Array && depth < DeepestPart)
        {
            foreach (var part in value.EnumerateArray())
            {
                AddThought(part, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && depth < DeepestPart && First(value, "thinking", "reasoning", "text", "content", "summary") is { } inner)
        {
            AddThought(inner, depth + 1);
        }
    }

    private void AddCall(JsonElement call)
    {
        var function = Member(call, "function") is { ValueKind: JsonValueKind.Object } nested ? nested : call;
        var name = TextMember(function, "name", "tool_name") ?? "";
        var arguments = First(function, "arguments", "input", "args", "parameters");
        _calls.Add(new MessageCall(TextMember(call, "id", "call_id", "tool_call_id"), name, CallText.Of(name, arguments)));
    }

    private static string? Join(List<string> texts)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        // Parts are either pieces of one text or paragraphs of their own; only the latter lack a blank between them.
        var all = texts[0];
        foreach (var text in texts.Skip(1))
        {
            all += all.Length == 0 || text.Length == 0 || char.IsWhiteSpace(all[^1]) || char.IsWhiteSpace(text[0]) ? text : $"\n{text}";
        }

        return all;
    }

    private static string Word(JsonValueKind kind) => kind is JsonValueKind.True or JsonValueKind.False ? "a boolean" : $"a {kind}".ToLowerInvariant();

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? First(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Member(element, name) is { ValueKind: not JsonValueKind.Null } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string? TextMember(JsonElement element, params ReadOnlySpan<string> names) =>
        First(element, names) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

/// <summary>What a tool answered.</summary>
/// <param name="Id">The id of the call; null if it is not said.</param>
/// <param name="Text">What it answered.</param>
public sealed record ToolAnswer(string? Id, string Text);
