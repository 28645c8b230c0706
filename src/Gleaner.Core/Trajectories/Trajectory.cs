using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.Trajectories;

/// <summary>A trajectory τ = s0, a0, s1, a1, … with its return R(τ). Immutable.</summary>
/// <param name="Task">The task.</param>
/// <param name="Policy">The name of the policy that finished it (for a rollout from an expert state: the student).</param>
/// <param name="Turns">Its turns, in order.</param>
/// <param name="Final">What was seen after the last action.</param>
/// <param name="Return">The return R(τ).</param>
/// <param name="StopReason">Why it ended.</param>
public sealed record Trajectory(
    TaskId Task, string Policy, ImmutableArray<Turn> Turns, Observation Final, double Return, StopReason StopReason)
{
    /// <summary>The number of actions, |τ|.</summary>
    public int Length => Turns.Length;

    /// <summary>Whether the return reaches the threshold; partial credit is a failure, and so is what a failing environment cut short.</summary>
    public bool IsPositive(double successThreshold) => Return >= successThreshold && !StopReason.IsEnvironmentFailure;
}
