using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gleaner.ModelServers.OpenAI;

/// <summary><c>POST /v1/chat/completions</c> and <c>POST /v1/completions</c>: what of them is known here. Anything else is passed over.</summary>
internal sealed record CompletionRequest
{
    public string? Model { get; init; }

    /// <summary>Of a chat completion.</summary>
    public IReadOnlyList<CompletionMessage>? Messages { get; init; }

    /// <summary>Of a completion: a text, or token ids.</summary>
    public JsonElement? Prompt { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public long? Seed { get; init; }

    public int? N { get; init; }

    /// <summary>Null, a text or texts.</summary>
    public JsonElement? Stop { get; init; }

    public IReadOnlyList<int>? StopTokenIds { get; init; }

    /// <summary>A flag in chat completions, a number in completions.</summary>
    public JsonElement? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    /// <summary>vLLM's way to ask for token ids.</summary>
    public bool? ReturnTokenIds { get; init; }

    public bool? Stream { get; init; }

    public JsonElement? Tools { get; init; }

    public bool WantsLogprobs => Logprobs is { ValueKind: JsonValueKind.True or JsonValueKind.Number };
}

/// <summary>A message of a conversation. Its content is a text, or parts of one.</summary>
internal sealed record CompletionMessage
{
    public required string Role { get; init; }

    public JsonElement? Content { get; init; }
}

/// <summary>The answer to both.</summary>
internal sealed record CompletionReply
{
    public required string Id { get; init; }

    public required string Object { get; init; }

    public required long Created { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<CompletionChoice> Choices { get; init; }

    public required CompletionUsage Usage { get; init; }

    /// <summary>The prompt's ids, where ids were asked for.</summary>
    public int[]? PromptTokenIds { get; init; }
}

/// <summary>One of the sequences.</summary>
internal sealed record CompletionChoice
{
    public required int Index { get; init; }

    public ChatReplyMessage? Message { get; init; }

    public string? Text { get; init; }

    public required string FinishReason { get; init; }

    /// <summary>A <see cref="ChatLogprobs"/> or a <see cref="TextLogprobs"/>.</summary>
    public object? Logprobs { get; init; }

    /// <summary>The sequence's ids, where they were asked for.</summary>
    public int[]? TokenIds { get; init; }
}

/// <summary>What the assistant says.</summary>
internal sealed record ChatReplyMessage(string Role, string Content);

/// <summary>Log-probabilities of a chat completion.</summary>
internal sealed record ChatLogprobs(IReadOnlyList<TokenLogprob> Content);

/// <summary>A token's.</summary>
internal sealed record TokenLogprob
{
    public required string Token { get; init; }

    public required float Logprob { get; init; }

    public required int[] Bytes { get; init; }

    /// <summary>The token's id, as llama.cpp has it.</summary>
    public required int Id { get; init; }

    public IReadOnlyList<TokenLogprob> TopLogprobs { get; init; } = [];
}

/// <summary>Log-probabilities of a completion.</summary>
internal sealed record TextLogprobs(IReadOnlyList<string> Tokens, IReadOnlyList<float> TokenLogprobs);

/// <summary>Tokens.</summary>
internal sealed record CompletionUsage(int PromptTokens, int CompletionTokens, int TotalTokens);

/// <summary>The models of a server.</summary>
internal sealed record ModelsReply(IReadOnlyList<ModelEntry> Data)
{
    public string Object { get; init; } = "list";
}

/// <summary>One of them.</summary>
internal sealed record ModelEntry(string Id, [property: JsonPropertyName("max_model_len")] int MaxModelLength)
{
    public string Object { get; init; } = "model";

    public string OwnedBy { get; init; } = "gleaner";
}
