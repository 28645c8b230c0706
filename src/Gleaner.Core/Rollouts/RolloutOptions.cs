using Gleaner.Policies;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>How rollouts are run. Only <see cref="Decoding"/>, <see cref="MaxTurns"/> and <see cref="Author"/> can change results.</summary>
public sealed record RolloutOptions
{
    /// <summary>How actions are drawn. Default: greedy.</summary>
    public Decoding Decoding { get; init; } = Decoding.Greedy;

    /// <summary>Limit of turns of a trajectory, the trunk's prefix included. Default 10 (WebShop), at least 1.</summary>
    public int MaxTurns { get; init; } = 10;

    /// <summary>Who the policy is: the author of the turns that it decides. Default: the student.</summary>
    public Author Author { get; init; } = Author.Student;

    /// <summary>Episodes that one worker decides at once. Default 48.</summary>
    public int BatchSize { get; init; } = 48;

    /// <summary>Failures of the environment in a row, with no step between them, that end the simulation. Default 16, at least 1.</summary>
    public int MaxFailuresInARow { get; init; } = 16;

    /// <summary>Workers, each on a thread of its own. Default: one per core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
