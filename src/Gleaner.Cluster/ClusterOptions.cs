using Gleaner.Experiments;

namespace Gleaner.Cluster;

/// <summary>How coordinator and workers reach each other, and how patient they are. None of it changes results.</summary>
public sealed record ClusterOptions
{
    /// <summary>The server, or several with commas between: <c>nats://host:4222</c>, <c>tls://host:4222</c>. Without user or password: see <see cref="Credentials"/>.</summary>
    public required string Servers { get; init; }

    /// <summary>Who one is to the server. Default: nobody.</summary>
    public ClusterCredentials Credentials { get; init; } = new();

    /// <summary>
    /// How long a worker may be silent about rollouts that it has taken before another one gets them; it speaks up three times as often. Default: 30 s.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the same rollouts are handed out, at least 1; after that they are given up and shown. Default: 5.</summary>
    public int MaxDeliveries { get; init; } = 5;

    /// <summary>The pause before rollouts are handed out again after a worker failed on them; it doubles each time. Default: 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most rollouts that are handed out together. Default: 48, a worker's batch.</summary>
    public int LargestItem { get; init; } = 48;

    /// <summary>How long a server that was reached once is waited for when it is gone. Default: 10 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the first connection is tried. Default: 20 s.</summary>
    public TimeSpan FirstConnection { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long nothing may come in before the coordinator looks whether anything is lost. Default: 10 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long announcements, items and results that nobody deletes are kept by the server. Default: 7 days.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The largest checkpoint, in bytes, packed. Default: 16 GiB.</summary>
    public long LargestArchive { get; init; } = 16L << 30;

    /// <summary>Measures waits. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the values.</summary>
    /// <exception cref="GleanerException">One of them makes no sense.</exception>
    internal ClusterOptions Validated()
    {
        if (NatsAddresses.FaultOf(Servers) is { } fault)
        {
            throw new UsageException($"{fault}.");
        }

        Require(Lease >= TimeSpan.FromSeconds(1), "A lease has at least one second.");
        Require(MaxDeliveries >= 1, "Rollouts are handed out at least once.");
        Require(LargestItem >= 1, "An item has at least one rollout.");
        return this;

        static void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new GleanerException(message);
            }
        }
    }
}
