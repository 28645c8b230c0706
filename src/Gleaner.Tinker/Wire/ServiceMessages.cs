using System.Text.Json;

namespace Gleaner.Tinker.Wire;

/// <summary><c>GET healthz</c>.</summary>
internal sealed record HealthReply(string Status);

/// <summary><c>GET get_server_capabilities</c>.</summary>
internal sealed record CapabilitiesReply(IReadOnlyList<SupportedModelReply> SupportedModels);

/// <summary>A base model that a server can tune.</summary>
internal sealed record SupportedModelReply(string? ModelName, int? MaxContextLength = null);

/// <summary><c>POST create_session</c>.</summary>
internal sealed record SessionRequest
{
    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, JsonElement>? UserMetadata { get; init; }

    public string SdkVersion { get; init; } = "";

    public string Type { get; init; } = "create_session";
}

/// <summary>Its answer.</summary>
internal sealed record SessionReply
{
    public string Type { get; init; } = "create_session";

    public string? InfoMessage { get; init; }

    public string? WarningMessage { get; init; }

    public string? ErrorMessage { get; init; }

    public required string SessionId { get; init; }
}

/// <summary><c>POST session_heartbeat</c>.</summary>
internal sealed record HeartbeatRequest
{
    public required string SessionId { get; init; }

    public string Type { get; init; } = "session_heartbeat";
}

/// <summary><c>POST create_sampling_session</c>.</summary>
internal sealed record SamplingSessionRequest
{
    public required string SessionId { get; init; }

    public required int SamplingSessionSeqId { get; init; }

    public string? BaseModel { get; init; }

    public string? ModelPath { get; init; }
}

/// <summary>Its answer.</summary>
internal sealed record SamplingSessionReply(string SamplingSessionId)
{
    public string Type { get; init; } = "create_sampling_session";
}

/// <summary>The answer to whatever takes time: the request to retrieve the result of.</summary>
internal sealed record FutureReply
{
    public required string RequestId { get; init; }

    public string? FutureId { get; init; }

    public string? Status { get; init; }

    public string? ModelId { get; init; }
}

/// <summary><c>POST retrieve_future</c>.</summary>
internal sealed record RetrieveRequest
{
    public required string RequestId { get; init; }
}

/// <summary>What stands in place of a result: it is not there yet (<c>type</c> is <c>try_again</c>), or the operation failed.</summary>
internal sealed record NoResultReply
{
    public string? Type { get; init; }

    public string? RequestId { get; init; }

    public string? QueueState { get; init; }

    public string? Error { get; init; }

    public string? Category { get; init; }
}
