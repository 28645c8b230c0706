using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Replies;

/// <summary>
/// What a message of a chat holds, whichever of the usual shapes it has: text or parts of text; thoughts beside it; calls as
/// <c>tool_calls</c>, as <c>function_call</c> or as parts; answers of tools as parts.
/// </summary>
public sealed class MessageContent
{
    private const int DeepestPart = 8;

    private static readonly string[] Reasons = ["finish_reason", "stop_reason", "finishReason", "stopReason", "done_reason"];
    private static readonly string[] ThoughtMembers = ["reasoning_content", "reasoning", "thinking", "thinking_blocks", "reasoning_details"];
    private static readonly string[] Bodies = ["content", "value", "parts", "text", "blocks"];

    private readonly List<string> _texts = [];
    private readonly List<string> _thoughts = [];
    private readonly List<MessageCall> _calls = [];
    private readonly List<ToolAnswer> _answers = [];
    private readonly List<string> _others = [];
    private readonly List<string> _refusals = [];

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

    /// <summary>Words by which the model declines, where they have a place of their own; null if there are none.</summary>
    public string? Refusal => Join(_refusals);

    /// <summary>Why the message ended, if it says so itself.</summary>
    public string? FinishReason { get; private init; }

    /// <summary>Reads a message: a JSON object; of anything else nothing is read.</summary>
    public static MessageContent Of(JsonElement message)
    {
        var more = message.Find("additional_kwargs") ?? default;
        var content = new MessageContent { FinishReason = message.FindText(Reasons) ?? (message.Find("response_metadata") ?? default).FindText(Reasons) };
        if ((message.FindFirst(ThoughtMembers) ?? more.FindFirst(ThoughtMembers)) is { } thought)
        {
            content.AddThought(thought);
        }

        if (message.FindFirst(Bodies) is { } body)
        {
            content.Add(body, 0);
        }

        if (message.FindText("refusal") is { Length: > 0 } refusal)
        {
            content._refusals.Add(refusal);
        }

        // Libraries write a call in several places at once; LangChain keeps calls apart whose arguments it could not read.
        var inParts = content._calls.ToList();
        content._calls.Clear();
        content._calls.AddRange(CallSources.Merge(
            CallsIn(message, "tool_calls"),
            CallsIn(message, "invalid_tool_calls").Select(call => call with { Action = null }),
            CallsIn(more, "tool_calls"),
            inParts,
            CallsIn(message, "function_call"),
            CallsIn(more, "function_call")));
        return content;
    }

    /// <summary>A JSON value as a tool's answer shows it: a text as it is, parts of text joined, anything else as JSON.</summary>
    public static string TextOf(JsonElement value)
    {
        if (MessageParts.AreWords(value))
        {
            var content = new MessageContent();
            content.Add(value, 0);
            if (content is { Text: { } text, _calls.Count: 0, _answers.Count: 0, _others.Count: 0, _refusals.Count: 0 })
            {
                return text;
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetText()!,
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            _ => JsonSerializer.Serialize(value, CallText.Json),
        };
    }

    /// <summary>A value as a thought: a text or parts of one; null if there is nothing in it.</summary>
    public static string? ThoughtIn(JsonElement value)
    {
        var content = new MessageContent();
        content.AddThought(value);
        return content.Reasoning;
    }

    /// <summary>The kind of the first part of a value that can't be said in text: an image, a file; null if there is none.</summary>
    public static string? MediumIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(MediumIn).FirstOrDefault(kind => kind is not null),
        JsonValueKind.Object when value.FindText("type", "block_type") is { } kind && MessageParts.IsMedium(kind) => kind,
        _ => null,
    };

    private static IEnumerable<MessageCall> CallsIn(JsonElement message, string name) =>
        message.FindFirst(name) is { } calls && calls.ValueKind is JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.String ? MessageCall.AllOf(calls) : [];

    private void Add(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _texts.Add(value.GetText()!);
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
        switch (MessageParts.KindOf(part))
        {
            case (MessagePartKind.Thought, var inner):
                AddThought(inner);
                break;
            case (MessagePartKind.Call, var inner):
                _calls.Add(MessageCall.Of(inner));
                break;
            case (MessagePartKind.Answer, var inner):
                AddAnswer(inner);
                break;
            case (MessagePartKind.Refusal, var inner):
                _refusals.Add(MessageParts.PlainText(inner) ?? "");
                break;
            case (MessagePartKind.Text, var inner) when MessageParts.PlainText(inner) is { } text:
                _texts.Add(text);
                break;
            case (MessagePartKind.Nothing, _):
                break;
            default:
                _others.Add(MessageParts.NameOf(part));
                break;
        }
    }

    private void AddAnswer(JsonElement part)
    {
        var answer = part.FindFirst("content", "response", "result", "output");
        if (answer is { } shown && MediumIn(shown) is { } medium)
        {
            _others.Add(medium);
        }

        _answers.Add(new ToolAnswer(part.FindText("tool_use_id", "tool_call_id", "call_id", "toolUseId", "toolCallId", "id"), answer is { } value ? MessageParts.AnswerText(value) : "")
        {
            Name = part.FindText("name", "tool_name", "toolName"),
        });
    }

    private void AddThought(JsonElement value, int depth = 0)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetText() is { } text && !string.IsNullOrWhiteSpace(text))
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
        else if (value.ValueKind == JsonValueKind.Object && depth < DeepestPart && value.FindFirst("thinking", "reasoning", "text", "content", "summary", "reasoningText") is { } inner)
        {
            AddThought(inner, depth + 1);
        }
    }

    private static string? Join(List<string> texts)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        // Parts are either pieces of one text or paragraphs of their own; only the latter lack a blank between them.
        var all = new System.Text.StringBuilder(texts[0]);
        foreach (var text in texts.Skip(1))
        {
            if (all.Length > 0 && text.Length > 0 && !char.IsWhiteSpace(all[^1]) && !char.IsWhiteSpace(text[0]))
            {
                all.Append('\n');
            }

            all.Append(text);
        }

        return all.ToString();
    }

    private static string Word(JsonValueKind kind) => kind is JsonValueKind.True or JsonValueKind.False ? "a boolean" : $"a {kind}".ToLowerInvariant();
}

/// <summary>What a tool answered.</summary>
/// <param name="Id">The id of the call; null if it is not said.</param>
/// <param name="Text">What it answered.</param>
public sealed record ToolAnswer(string? Id, string Text)
{
    /// <summary>The tool that answered; null if it is not said.</summary>
    public string? Name { get; init; }
}
