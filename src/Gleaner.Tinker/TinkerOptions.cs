using Gleaner.Http;

namespace Gleaner.Tinker;

/// <summary>Where a training server is, and how it is dealt with.</summary>
public sealed record TinkerOptions
{
    /// <summary>Base address of the server; paths such as <c>api/v1/create_model</c> are added to it.</summary>
    public required Uri Address { get; init; }

    /// <summary>The key, sent as <c>X-API-Key</c>; null for a server without one.</summary>
    public Secret? Key { get; init; }

    /// <summary>Attempts after the first that failed, at least 0. Default 6.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Wait before the first repetition; it doubles with each, with a random part. A server's Retry-After is kept to. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait that the client chooses itself. Default 60 s.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Draws numbers from [0, 1) for the random part of waits.</summary>
    public Func<double> Random { get; init; } = RetryRule.Jitter;

    /// <summary>Time-out of one attempt of a request. Default 120 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long one look at a pending result may wait for it before the server is asked again. Default 45 s.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a result is waited for in all; null for as long as it takes. Default: an hour.</summary>
    public TimeSpan? ResultTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two heartbeats of a session. Default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes of one reply. Default 64 MiB: log-probabilities of a large batch.</summary>
    public int MaxReplyBytes { get; init; } = 64 << 20;

    /// <summary>
    /// About how many bytes of JSON one request of a forward and backward pass may have; a larger batch is sent in parts, whose gradients the server adds up.
    /// Default 4 MiB. A single datum is never divided.
    /// </summary>
    public int MaxPartBytes { get; init; } = 4 << 20;
}
