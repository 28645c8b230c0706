using Gleaner.Policies;

namespace Gleaner.Rollouts;

/// <summary>How rollouts are run. Only <see cref="Decoding"/> and <see cref="MaxTurns"/> can change results.</summary>
public sealed record RolloutOptions
{
    /// <summary>How actions are drawn. Default: greedy.</summary>
    public Decoding Decoding { get; init; } = Decoding.Greedy;

    /// <summary>Limit of turns of a trajectory, the expert's prefix included. Default 10 (WebShop), at least 1.</summary>
    public int MaxTurns { get; init; } = 10;

    /// <summary>Episodes that one worker decides at once. Default 48.</summary>
    public int BatchSize { get; init; } = 48;

    /// <summary>Workers, each on a thread of its own. Default: one per core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
