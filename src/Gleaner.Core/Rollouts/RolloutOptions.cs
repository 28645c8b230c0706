using Gleaner.Policies;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>
/// How rollouts are run. Only <see cref="Decoding"/>, <see cref="MaxTurns"/> and <see cref="Author"/> can change results, and limits of time
/// where something takes longer.
/// </summary>
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

    /// <summary>
    /// How long a reset or a step may take, if the environment does not say so itself (<see cref="Environments.IEnvironment.TurnTime"/>). One that
    /// takes longer stops its own rollout as <see cref="StopReason.EnvironmentTimedOut"/>: counted, never learnt from. Default 60 s;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for any time.
    /// </summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a decision of the policy may take; null for any time, which is the default. One that takes longer stops its own rollout as
    /// <see cref="StopReason.NoAction"/>. A worker then has one episode open at a time, as decisions of a batch are one.
    /// </summary>
    public TimeSpan? DecisionTime { get; init; }

    /// <summary>
    /// How long an episode may take; null for any time, which is the default. It is looked at between turns, and stops its own rollout as
    /// <see cref="StopReason.TurnLimit"/>.
    /// </summary>
    public TimeSpan? EpisodeTime { get; init; }

    /// <summary>The clock of these limits. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
