using System.Collections.Immutable;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>A finished rollout as it is kept: without observations, which replaying the actions gives again.</summary>
public sealed record RolloutRecord
{
    /// <summary>The task.</summary>
    public required TaskId Task { get; init; }

    /// <summary>The expert on whose trajectory it starts; null for s0.</summary>
    public required string? Expert { get; init; }

    /// <summary>The number of expert actions before its start state; 0 for s0.</summary>
    public required int Step { get; init; }

    /// <summary>Counts the rollouts from the same start state in the same iteration, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>The return R(τ).</summary>
    public required double Return { get; init; }

    /// <summary>Why it ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The student's turns; the expert's prefix is not repeated.</summary>
    public required ImmutableArray<ActionRecord> Turns { get; init; }

    /// <summary>Hash of what was seen in the start state, then after each of the student's actions.</summary>
    public required ImmutableArray<string> Observations { get; init; }
}

/// <summary>An action as it is kept.</summary>
/// <param name="Action">Its text.</param>
/// <param name="Reward">The reward that it brought.</param>
/// <param name="IsPossible">False if the environment did not understand it.</param>
/// <param name="Ids">The token ids as sampled; null if its author is no token policy.</param>
/// <param name="LogProbability">The sum of their log-probabilities, in nats; null if there are none.</param>
public sealed record ActionRecord(string Action, double Reward, bool IsPossible, ImmutableArray<int>? Ids, double? LogProbability);
