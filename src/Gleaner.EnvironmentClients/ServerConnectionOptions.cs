using Gleaner.Http;

namespace Gleaner.EnvironmentClients;

/// <summary>How a server is reached, and what is expected of it.</summary>
public abstract record ServerConnectionOptions
{
    /// <summary>Where it listens: <c>http</c> or <c>https</c>, host, port and perhaps a path: <c>http://127.0.0.1:8000</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The most sessions that are open at once, at least 1.</summary>
    public int Sessions { get; init; } = 8;

    /// <summary>How long one step may take. Default: one minute.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long making a session and starting a task may take: some servers load a simulator for it. Default: five minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long closing a session may take. Default: five seconds.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most bytes of one reply; a longer one is an error. Default: 4 MiB.</summary>
    public int MaxReplyBytes { get; init; } = BoundedBody.DefaultLimit;

    /// <summary>How often a request that may be repeated is sent at most when the server cannot be reached, at least 1.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause before the first repetition; each further one is twice as long, and a random part is added. Default: 0.2 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Draws numbers from [0, 1) for the random part of pauses; nothing that is recorded depends on it.</summary>
    public Func<double> Random { get; init; } = RetryRule.Jitter;

    /// <summary>Checks the values.</summary>
    /// <exception cref="GleanerException">One of them makes no sense.</exception>
    internal virtual void Validate()
    {
        Require(
            Url is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" },
            $"'{Url}' is not the address of a server: give scheme, host and port, such as http://127.0.0.1:8000.");
        Require(Sessions >= 1, "At least one session must be allowed.");
        Require(Attempts >= 1, "At least one attempt must be allowed.");
        Require(MaxReplyBytes >= 1, "A reply must be allowed at least one byte.");
        Require(
            StepTimeout > TimeSpan.Zero && StartTimeout > TimeSpan.Zero && CloseTimeout > TimeSpan.Zero && RetryDelay >= TimeSpan.Zero,
            "The time limits of a server must be positive.");
    }

    /// <summary>The address of a path below <see cref="Url"/>.</summary>
    internal Uri At(string path) => new(Url.AbsoluteUri.TrimEnd('/') + path);

    private protected static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new GleanerException(message);
        }
    }
}
