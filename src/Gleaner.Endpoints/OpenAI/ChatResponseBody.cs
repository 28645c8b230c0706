using System.Text.Json;
using Gleaner.Endpoints.Tokens;
using Gleaner.IO.Json;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>Reads the body of a chat completion.</summary>
internal static class ChatResponseBody
{
    /// <exception cref="JsonException">It is none.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0
            || Member(choices[0], "message") is not { ValueKind: JsonValueKind.Object } message)
        {
            throw new JsonException("the answer is not a chat completion: it has no choices[0].message.");
        }

        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, TextOf(message)))
        {
            ModelId = Text(Member(root, "model")),
            ResponseId = Text(Member(root, "id")),
            FinishReason = Text(Member(choices[0], "finish_reason")) is { } finish ? new ChatFinishReason(finish) : null,
            Usage = UsageOf(Member(root, "usage")),
        };
        if (ExactTokens.Read(choices[0]) is { } tokens)
        {
            response.AdditionalProperties = new() { [ExactTokens.Property] = tokens };
        }

        return response;
    }

    private static string TextOf(JsonElement message) => Member(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetText()!,
        null or { ValueKind: JsonValueKind.Null } => "",
        _ => throw new JsonException("the answer is not a chat completion: choices[0].message.content is not text."),
    };

    private static UsageDetails? UsageOf(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } counts || Count(counts, "prompt_tokens") is not { } input)
        {
            return null;
        }

        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = Count(counts, "completion_tokens") ?? 0,
            CachedInputTokenCount = Member(counts, "prompt_tokens_details") is { ValueKind: JsonValueKind.Object } details ? Count(details, "cached_tokens") : null,
        };
    }

    private static long? Count(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count >= 0 ? count : null;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetText() : null;
}
