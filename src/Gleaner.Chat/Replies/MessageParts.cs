using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Replies;

/// <summary>What a part of a message is.</summary>
internal enum MessagePartKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A thought.</summary>
    Thought,

    /// <summary>A call of a tool.</summary>
    Call,

    /// <summary>What a tool answered.</summary>
    Answer,

    /// <summary>Words by which the model declines.</summary>
    Refusal,

    /// <summary>Nothing that is said: a signature, a thought that the provider keeps to itself.</summary>
    Nothing,

    /// <summary>What can't be said in text.</summary>
    Other,
}

/// <summary>
/// Kinds of parts by the names that APIs and libraries give them: OpenAI's, Anthropic's and OpenTelemetry's by <c>type</c>, LlamaIndex's
/// by <c>block_type</c>, Gemini's and Bedrock's by the one member that they have.
/// </summary>
internal static class MessageParts
{
    private static readonly string[] Media = ["image", "image_url", "input_image", "audio", "input_audio", "file", "input_file", "document", "video", "video_url", "blob", "uri", "media"];

    /// <summary>Whether a kind of part is a picture, a sound or a file.</summary>
    public static bool IsMedium(string kind) => Media.Contains(kind, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a part is, and the object that holds what it says.</summary>
    public static (MessagePartKind Kind, JsonElement Inner) KindOf(JsonElement part) => part.FindText("type", "block_type")?.ToLowerInvariant() switch
    {
        null or "" => OfMembers(part),
        "thinking" or "reasoning" or "reasoning_content" or "reasoning_text" or "thought" or "summary_text" => (MessagePartKind.Thought, part),
        "redacted_thinking" => (MessagePartKind.Nothing, part),
        "tool_use" or "tool_call" or "tool-call" or "function_call" or "function" or "server_tool_call" => (MessagePartKind.Call, part),
        "tool_result" or "tool-result" or "tool_call_response" or "function_call_output" or "tool_response" => (MessagePartKind.Answer, part),
        "refusal" => (MessagePartKind.Refusal, part),
        "text" or "output_text" or "input_text" => (IsTrue(part, "thought") ? MessagePartKind.Thought : MessagePartKind.Text, part),
        _ => (MessagePartKind.Other, part),
    };

    /// <summary>
    /// Whether a value is text in parts and nothing else: parts by their type, or objects whose only member is their text. An object with a
    /// text among other members is data.
    /// </summary>
    public static bool AreWords(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String || part.ValueKind == JsonValueKind.Object && AreWords(part)),
        JsonValueKind.Object => KindOf(value).Kind is MessagePartKind.Text or MessagePartKind.Thought or MessagePartKind.Nothing
            && (value.FindText("type", "block_type") is { Length: > 0 } || value.EnumerateObject().Count() == 1),
        _ => false,
    };

    /// <summary>The text of a part.</summary>
    public static string? PlainText(JsonElement part) => part.FindFirst("text", "content", "refusal") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetText(),
        { ValueKind: JsonValueKind.Object } inner when inner.Find("value") is { ValueKind: JsonValueKind.String } text => text.GetText(),
        _ => null,
    };

    /// <summary>A tool's answer in words: of <c>{"type":"json","value":…}</c> and of <c>{"json":…}</c> what is in it.</summary>
    public static string AnswerText(JsonElement answer) => answer switch
    {
        { ValueKind: JsonValueKind.Array } parts when parts.GetArrayLength() == 1 && parts[0].Find("json") is { } json => MessageContent.TextOf(json),
        { ValueKind: JsonValueKind.Object } typed when typed.Find("value") is { } value && typed.FindText("type") is "text" or "json" or "error-text" or "error-json" => MessageContent.TextOf(value),
        _ => MessageContent.TextOf(answer),
    };

    /// <summary>A part's name for messages.</summary>
    public static string NameOf(JsonElement part) => part.FindText("type", "block_type") is { Length: > 0 } kind ? kind.ToLowerInvariant()
        : part.EnumerateObject().Select(member => member.Name).FirstOrDefault() is { } first ? $"a part with '{first}' and no type"
        : "a part without a type";

    private static (MessagePartKind Kind, JsonElement Inner) OfMembers(JsonElement part) =>
        part.FindFirst("functionCall", "function_call", "toolUse") is { ValueKind: JsonValueKind.Object } call ? (MessagePartKind.Call, call)
        : part.FindFirst("functionResponse", "function_response", "toolResult") is { ValueKind: JsonValueKind.Object } answer ? (MessagePartKind.Answer, answer)
        : part.FindFirst("reasoningContent") is { } reasoning ? (MessagePartKind.Thought, reasoning)
        : IsTrue(part, "thought") ? (MessagePartKind.Thought, part)
        : MessageCall.Is(part) ? (MessagePartKind.Call, part)
        : part.FindText("call_id", "tool_call_id") is not null && part.Find("content") is not null ? (MessagePartKind.Answer, part)
        : PlainText(part) is not null ? (MessagePartKind.Text, part)
        : part.Find("thoughtSignature") is not null || part.Find("cachePoint") is not null ? (MessagePartKind.Nothing, part)
        : (MessagePartKind.Other, part);

    private static bool IsTrue(JsonElement part, string name) => part.Find(name) is { ValueKind: JsonValueKind.True };
}
