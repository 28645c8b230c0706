using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Spending;
using Gleaner.Tasks;

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

    /// <summary>The answer as the parser takes it.</summary>
    [JsonIgnore]
    public AssistantMessage Message => new(Reply)
    {
        Reasoning = Reasoning,
        Calls = [.. (Calls ?? []).Select(call => new MessageCall(null, "", call.Length > 0 ? call : null))],
        IsTruncated = AssistantMessage.IsLimit(Finish),
    };

    [JsonIgnore]
    public CallKey Key => new(Episode, Turn, Ask, Request);

    [JsonIgnore]
    public TokenUsage Usage => new(InputTokens ?? 0, CachedInputTokens ?? 0, OutputTokens ?? 0);
}
