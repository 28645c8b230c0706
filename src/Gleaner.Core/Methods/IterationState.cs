using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>What is known in an iteration.</summary>
public sealed record IterationState
{
    /// <summary>The iteration, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The training tasks.</summary>
    public required IReadOnlyList<TaskId> Tasks { get; init; }

    /// <summary>All recorded expert trajectories on them, positive and failed.</summary>
    public required IReadOnlyList<Trajectory> Experts { get; init; }

    /// <summary>D⁺ with all positives so far, those of <see cref="Rollouts"/> included.</summary>
    public required PositiveRepository Positives { get; init; }

    /// <summary>The iteration's finished rollouts, in the order of their requests.</summary>
    public required IReadOnlyList<Rollout> Rollouts { get; init; }

    /// <summary>The return from which on a trajectory is positive.</summary>
    public required double SuccessThreshold { get; init; }

    /// <summary>The iteration's seed.</summary>
    public required Seed Seed { get; init; }
}
