using Gleaner.Endpoints.Spending;
using Gleaner.Http;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Calls;

/// <summary>An endpoint that chat models are served at, and how it is dealt with.</summary>
public sealed record ChatEndpoint
{
    /// <summary>What messages call it, for example its address.</summary>
    public required string Name { get; init; }

    /// <summary>The client; any will do.</summary>
    public required IChatClient Client { get; init; }

    /// <summary>The key that the client signs requests with, so that it can be kept out of messages; null if there is none.</summary>
    public Secret? Key { get; init; }

    /// <summary>How calls are sent.</summary>
    public CallOptions Calls { get; init; } = new();

    /// <summary>What tokens cost.</summary>
    public PriceList Prices { get; init; } = PriceList.Free;

    /// <summary>What may be spent at most, in all processes of the run together.</summary>
    public BudgetLimits Budget { get; init; } = BudgetLimits.None;
}

/// <summary>How calls are sent. None of it changes what is asked.</summary>
public sealed record CallOptions
{
    /// <summary>Calls in the air at once, at least 1. Default 8.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Attempts after the first that failed, at least 0. Default 6.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Wait before the first repetition; it doubles with each, and a random part is added. A server's Retry-After is kept to. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait that the client chooses itself. Default 60 s.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Draws numbers from [0, 1) for the random part of waits; nothing that is recorded depends on it.</summary>
    public Func<double> Random { get; init; } = RetryRule.Jitter;

    /// <summary>Time-out of one attempt. Default 120 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Most attempts a minute; null for no limit.</summary>
    public double? PerMinute { get; init; }

    /// <summary>Failures in 30 s that, where nearly nothing else happens, open the circuit breaker; at least 2. Default 20.</summary>
    public int BreakerThroughput { get; init; } = 20;

    /// <summary>How long an open breaker keeps calls back. Default 15 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);
}
