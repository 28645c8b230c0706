using System.Collections.Immutable;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>What is known in an iteration; a snapshot that nothing changes.</summary>
public sealed record IterationState
{
    /// <summary>The iteration, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The training tasks.</summary>
    public required IReadOnlyList<TaskId> Tasks { get; init; }

    /// <summary>All recorded expert trajectories on them, positive and failed; several of an expert on a task have different runs.</summary>
    public required IReadOnlyList<Trajectory> Experts { get; init; }

    /// <summary>D⁺ with all positives so far, those of <see cref="Rollouts"/> included.</summary>
    public required PositiveRepository Positives { get; init; }

    /// <summary>The iteration's finished rollouts, in the order of their requests.</summary>
    public required IReadOnlyList<Rollout> Rollouts { get; init; }

    /// <summary>The return from which on a trajectory is positive.</summary>
    public required double SuccessThreshold { get; init; }

    /// <summary>The iteration's seed.</summary>
    public required Seed Seed { get; init; }

    /// <summary>What came of the rollouts of the iterations before, in order.</summary>
    public ImmutableArray<EarlierIteration> Earlier { get; init; } = [];

    /// <summary>
    /// The student's failed rollouts of the iterations before, in the order of their requests; empty unless the method asks for them
    /// by <see cref="IMethod.UsesOwnFailures"/>.
    /// </summary>
    public ImmutableArray<OwnFailure> OwnFailures { get; init; } = [];

    /// <summary>Which actions of expert trajectories decide them, as the experiment's judge for this method said; empty where it has none.</summary>
    public ImmutableArray<StepJudgement> Judgements { get; init; } = [];

    /// <summary>Whether D⁺ has a solution of a task.</summary>
    public bool IsSolved(TaskId task) => Positives.SolutionsOf(task).Count > 0;

    /// <summary>What came of this iteration's rollouts; those that were not simulated are left out.</summary>
    public IEnumerable<RolloutOutcome> Outcomes => Rollouts
        .Where(rollout => rollout.WasSimulated)
        .Select(rollout => RolloutOutcome.Of(rollout, SuccessThreshold));
}

/// <summary>What came of an earlier iteration.</summary>
/// <param name="Number">The iteration, from 1.</param>
/// <param name="Outcomes">The outcomes of its rollouts in the order of their requests; those that were not simulated are left out.</param>
public sealed record EarlierIteration(int Number, ImmutableArray<RolloutOutcome> Outcomes);

/// <summary>A rollout with which the student failed in an earlier iteration.</summary>
/// <param name="Iteration">The iteration, from 1.</param>
/// <param name="Rollout">The rollout.</param>
public sealed record OwnFailure(int Iteration, Rollout Rollout)
{
    /// <summary>The trunk that rollouts of later iterations may branch off.</summary>
    public Trunk Trunk => Trunk.Of(Rollout, Iteration);
}
