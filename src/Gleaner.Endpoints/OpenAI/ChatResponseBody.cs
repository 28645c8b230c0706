using System.Text;
using System.Text.Json;
using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Parsing;
using Gleaner.Endpoints.Spending;
using Gleaner.Endpoints.Tokens;
using Gleaner.IO.Json;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>Reads the body of a chat completion: text or parts, thoughts beside it, calls, usage, tokens.</summary>
internal static class ChatResponseBody
{
    /// <returns>Null if it is an error, which some servers answer with status 200.</returns>
    /// <exception cref="JsonException">It is neither.</exception>
    public static ChatResponse? Read(ReadOnlyMemory<byte> body)
    {
        // Bytes that are no text, and halves of characters, become U+FFFD: the rest of the answer may be all right.
        using var document = JsonDocument.Parse(LenientJson.WithoutLoneSurrogates(Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF')));
        var root = document.RootElement;
        if (ErrorBody.IsError(root))
        {
            return null;
        }

        if (root.Find("choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0
            || choices[0].Find("message") is not { ValueKind: JsonValueKind.Object } message)
        {
            throw new JsonException("the answer is not a chat completion: it has no choices[0].message.");
        }

        var finish = Text(choices[0].Find("finish_reason"));
        var usage = UsageOf(root.Find("usage"));
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, ContentsOf(message)))
        {
            ModelId = Text(root.Find("model")),
            ResponseId = Text(root.Find("id")),
            FinishReason = string.IsNullOrWhiteSpace(finish) ? null : new ChatFinishReason(finish),
            Usage = usage,
        };
        switch (ExactTokens.Read(choices[0], usage?.OutputTokenCount, AssistantMessage.IsLimit(finish)))
        {
            case { Tokens: { } tokens }:
                response.AdditionalProperties = new() { [ExactTokens.Property] = tokens };
                break;
            case { WereListed: true }:
                response.AdditionalProperties = new() { [ExactTokens.IncompleteProperty] = true };
                break;
        }

        return response;
    }

    private static List<AIContent> ContentsOf(JsonElement message)
    {
        var read = AssistantMessage.Of(message);
        if (read is { Text: "", Reasoning: null, Calls.Count: 0, OtherParts: [var other, ..] })
        {
            throw new JsonException($"the answer is not a chat completion: choices[0].message.content is not text but {other}.");
        }

        List<AIContent> contents = read.Reasoning is { } reasoning ? [new TextReasoningContent(reasoning)] : [];
        contents.Add(new TextContent(read.Text));
        contents.AddRange(read.Calls.Select(CallOf));
        return contents;
    }

    private static FunctionCallContent CallOf(MessageCall call)
    {
        var parsed = call.Action is { } action ? ToolCall.Parse(action, call.Id ?? "") : null;
        return parsed ?? new FunctionCallContent(call.Id ?? "", call.Name) { Exception = new JsonException("its arguments are not a JSON object.") };
    }

    private static UsageDetails? UsageOf(JsonElement? usage)
    {
        // Half a count would be an account that is too low: then it is a call without one.
        if (usage is not { ValueKind: JsonValueKind.Object } counts || Count(counts, "prompt_tokens") is not { } input
            || (counts.Find("completion_tokens") is { ValueKind: not JsonValueKind.Null } told && Count(told) is null))
        {
            return null;
        }

        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = Count(counts, "completion_tokens") ?? 0,
            CachedInputTokenCount = counts.Find("prompt_tokens_details") is { ValueKind: JsonValueKind.Object } details && Count(details, "cached_tokens") is { } cached
                ? Math.Min(cached, input)
                : null,
        };
    }

    private static long? Count(JsonElement element, string name) => element.Find(name) is { } number ? Count(number) : null;

    private static long? Count(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var count) && count is >= 0 and <= TokenUsage.MostOfACall ? count : null;

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetText() : null;
}
