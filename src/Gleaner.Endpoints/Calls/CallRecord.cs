using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Endpoints.Parsing;
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

    public required ReplyForm Form { get; init; }

    /// <summary>Why the answer ended, as the server says: <c>stop</c>, <c>length</c>; null if it does not say.</summary>
    public string? Finish { get; init; }

    /// <summary>Null if the server did not say.</summary>
    public long? InputTokens { get; init; }

    public long? CachedInputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public ImmutableArray<int>? Ids { get; init; }

    public double? LogProbability { get; init; }

    [JsonIgnore]
    public CallKey Key => new(Episode, Turn, Ask, Request);

    [JsonIgnore]
    public TokenUsage Usage => new(InputTokens ?? 0, CachedInputTokens ?? 0, OutputTokens ?? 0);
}
