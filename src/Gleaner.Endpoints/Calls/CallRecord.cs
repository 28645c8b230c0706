using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Spending;
using Gleaner.Tasks;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Calls;

/// <summary>An answered call, as it stands in the journal.</summary>
internal sealed record CallRecord
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required TaskId Task { get; init; }

    public required string Episode { get; init; }

    public required int Turn { get; init; }

    public required int Ask { get; init; }

    public required string Request { get; init; }

    /// <summary>The answer's text.</summary>
    public required string Reply { get; init; }

    /// <summary>What came beside the text as thought; null if nothing.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Tools that the answer calls, as actions; an empty text for a call that can't be read. Null if it calls none.</summary>
    public ImmutableArray<string>? Calls { get; init; }

    public required ReplyForm Form { get; init; }

    /// <summary>True if the model went on after its action, with observations or actions that were never played; what came after is cut off.</summary>
    public bool? WentOn { get; init; }

    /// <summary>True if tokens were listed, but not all of them.</summary>
    public bool? TokensIncomplete { get; init; }

    /// <summary>Why the answer ended, as the server says: <c>stop</c>, <c>length</c>; null if it does not say.</summary>
    public string? Finish { get; init; }

    /// <summary>Null if the server did not say.</summary>
    public long? InputTokens { get; init; }

    public long? CachedInputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public ImmutableArray<int>? Ids { get; init; }

    public double? LogProbability { get; init; }

    /// <summary>The first member whose value no call leaves behind; null if there is none.</summary>
    public string? FindFault() =>
        Calls is { } calls && calls.Any(call => call is null) ? "calls"
        : Turn < 0 ? "turn"
        : Ask < 0 ? "ask"
        : InputTokens is < 0 or > TokenUsage.MostOfACall ? "inputTokens"
        : CachedInputTokens is < 0 || CachedInputTokens > (InputTokens ?? 0) ? "cachedInputTokens"
        : OutputTokens is < 0 or > TokenUsage.MostOfACall ? "outputTokens"
        : Ids is { } ids && (ids.Any(id => id < 0) || LogProbability is null) ? "ids"
        : LogProbability is { } sum && !(double.IsFinite(sum) && sum <= 1) ? "logProbability"
        : null;

    /// <summary>The answer as the parser takes it.</summary>
    [JsonIgnore]
    public AssistantMessage Message => new(Reply)
    {
        Reasoning = Reasoning,
        Calls = [.. (Calls ?? []).Select(call => new MessageCall(null, "", call.Length > 0 ? call : null))],
        IsTruncated = AssistantMessage.IsLimit(Finish),
    };

    /// <summary>Whether the model's context was full before the answer came to its end, as the server says.</summary>
    [JsonIgnore]
    public bool IsContextFull => AssistantMessage.IsContextLimit(Finish);

    [JsonIgnore]
    public CallKey Key => new(Episode, Turn, Ask, Request);

    [JsonIgnore]
    public TokenUsage Usage => new(InputTokens ?? 0, CachedInputTokens ?? 0, OutputTokens ?? 0);
}

/// <summary>Names one question of a run. The same episode asks the same question again only after a restart.</summary>
/// <param name="Episode">The episode: 16 hexadecimal digits drawn from its own random stream.</param>
/// <param name="Turn">The turn, from 0.</param>
/// <param name="Ask">Counts the questions of a turn, from 0: a malformed answer is asked about again.</param>
/// <param name="Request">Hash of model, options and messages.</param>
public readonly record struct CallKey(string Episode, int Turn, int Ask, string Request)
{
    /// <summary>The hash of a request: 32 hexadecimal digits.</summary>
    public static string HashOf(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var parts = new List<string?>
        {
            options.ModelId, Format(options.Temperature), Format(options.MaxOutputTokens), Format(options.Seed),
        };
        parts.AddRange(messages.SelectMany(message => new[] { message.Role.Value, message.Text }));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))).AsSpan(0, 16));
    }

    private static string? Format(IFormattable? value) => value?.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
