using Gleaner.Tasks;

namespace Gleaner.Rollouts;

/// <summary>What came of a rollout that was simulated: where it started and what it earned.</summary>
/// <param name="Task">The task.</param>
/// <param name="Trunk">The name of the trunk that it starts on; null for s0.</param>
/// <param name="Step">The number of the trunk's actions before its start; 0 for s0.</param>
/// <param name="Attempt">Counts the rollouts from the same start state in the same iteration, from 0.</param>
/// <param name="Return">The return R(τ).</param>
/// <param name="IsPositive">Whether the return reaches the success threshold.</param>
public readonly record struct RolloutOutcome(TaskId Task, string? Trunk, int Step, int Attempt, double Return, bool IsPositive)
{
    /// <summary>The outcome of a rollout, which must have been simulated (<see cref="Rollout.WasSimulated"/>) to say anything.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    public static RolloutOutcome Of(Rollout rollout, double successThreshold) => new(
        rollout.Request.Start.Task,
        rollout.Request.Start.Trunk?.Name,
        rollout.Request.Start.Step,
        rollout.Request.Attempt,
        rollout.Trajectory.Return,
        rollout.Trajectory.IsPositive(successThreshold));
}
