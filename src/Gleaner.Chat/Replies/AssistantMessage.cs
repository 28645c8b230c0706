using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Replies;

/// <summary>An assistant's message as a server or a recording has it.</summary>
/// <param name="Text">Its text; thoughts in tags may still be in it.</param>
public sealed record AssistantMessage(string Text)
{
    private const string ContextExceeded = "model_context_window_exceeded";

    private static readonly string[] CutShort = ["length", "max_tokens", "max_output_tokens", "model_length", ContextExceeded];

    /// <summary>What came beside the text as thought (<c>reasoning_content</c>, parts of kind <c>thinking</c>); null if nothing.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The tools that it calls, in order.</summary>
    public IReadOnlyList<MessageCall> Calls { get; init; } = [];

    /// <summary>Whether the limit of tokens ended it.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Kinds of parts that can't be said in text: images, files.</summary>
    public IReadOnlyList<string> OtherParts { get; init; } = [];

    /// <summary>Words by which the model declines, in the place that the format has for them; null if it does not. They are no action.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether a reason to finish says that the limit of tokens ended the message.</summary>
    public static bool IsLimit(string? finishReason) => CutShort.Contains(finishReason, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a reason to finish says that the model's context was full: a longer limit of the message would not have helped.</summary>
    public static bool IsContextLimit(string? finishReason) => string.Equals(finishReason, ContextExceeded, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a message of OpenAI's chat completions and of the many formats that resemble it.</summary>
    /// <param name="message">A JSON object with <c>content</c> (text, null, or parts), perhaps <c>reasoning_content</c>, <c>tool_calls</c> or <c>function_call</c>.</param>
    /// <param name="finishReason">Why it ended; null: what the message itself says.</param>
    public static AssistantMessage Of(JsonElement message, string? finishReason = null)
    {
        var content = MessageContent.Of(message);
        return new AssistantMessage(content.Text ?? "")
        {
            Reasoning = content.Reasoning,
            Calls = content.Calls,
            OtherParts = content.OtherParts,
            Refusal = content.Refusal,
            IsTruncated = IsLimit(finishReason ?? content.FinishReason),
        };
    }
}

/// <summary>A tool call in a message.</summary>
/// <param name="Id">Its id, by which its answer is known; null if it has none.</param>
/// <param name="Name">The tool.</param>
/// <param name="Action">The call as an action (<see cref="CallText"/>); null if its arguments can't be read.</param>
public sealed record MessageCall(string? Id, string Name, string? Action)
{
    // OpenAI's Responses give an item an id of its own beside that of the call, by which the answer is known.
    private static readonly string[] Ids = ["call_id", "tool_call_id", "toolUseId", "toolCallId", "id"];
    private static readonly string[] Names = ["name", "tool_name", "toolName", "tool"];
    private static readonly string[] ArgumentNames = ["arguments", "input", "args", "parameters", "tool_kwargs", "tool_input"];

    /// <summary>A call that can't be read.</summary>
    public static MessageCall Unread { get; } = new(null, "", null);

    /// <summary>Its arguments as they stand, JSON or whatever the model wrote for it; null for none.</summary>
    public string? Arguments { get; init; }

    /// <summary>The call as it was said: the action, or name and arguments as they stand where they can't be read.</summary>
    public string Said => Action ?? $"{Name} {Arguments}".Trim();

    /// <summary>Reads a call as APIs and libraries write it: a name and its arguments, perhaps within a member <c>function</c>.</summary>
    public static MessageCall Of(JsonElement call)
    {
        var function = call.Find("function") is { ValueKind: JsonValueKind.Object } nested ? nested : call;
        var name = function.FindText(Names) ?? "";
        var arguments = function.FindFirst(ArgumentNames);
        return new MessageCall(call.FindText(Ids), name, CallText.Of(name, arguments)) { Arguments = arguments is { } given ? TextOf(given) : null };
    }

    /// <summary>Whether a value is a call and nothing else: it has a name and arguments.</summary>
    internal static bool Is(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.FindText(Names) is not null
        && value.FindFirst(ArgumentNames) is { ValueKind: JsonValueKind.Object or JsonValueKind.String };

    /// <summary>The calls of a value: a call, a list of them, or a text that holds either.</summary>
    public static IEnumerable<MessageCall> AllOf(JsonElement value) => AllOf(value, 0);

    private static IEnumerable<MessageCall> AllOf(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return [Of(value)];
            case JsonValueKind.Array:
                return value.EnumerateArray().SelectMany(call => AllOf(call, depth + 1));
            case JsonValueKind.String when string.IsNullOrWhiteSpace(value.GetText()):
                return [];
            case JsonValueKind.String when depth < 2:
                using (var document = LenientJson.TryParseAny(value.GetText()!))
                {
                    return document is null ? [Unread with { Arguments = value.GetText() }] : [.. AllOf(document.RootElement, depth + 1)];
                }

            case JsonValueKind.Null or JsonValueKind.Undefined:
                return [];
            default:
                return [Unread with { Arguments = TextOf(value) }];
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetText(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonSerializer.Serialize(value, CallText.Json),
    };
}
