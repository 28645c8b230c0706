using System.Collections.Immutable;
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
    /// <summary>
    /// Counts the recorded runs of one expert on one task, from 1, and so tells them apart. <see cref="TrajectoryRuns.Numbered"/>
    /// gives these numbers.
    /// </summary>
    public int Run { get; init; } = 1;

    /// <summary>What the environment said when it failed; null if it did not fail, or if that was not recorded.</summary>
    public string? Failure { get; init; }

    /// <summary>The number of actions, |τ|.</summary>
    public int Length => Turns.Length;

    /// <summary>Whether the return reaches the threshold; partial credit is a failure, and so is what a failing environment cut short.</summary>
    public bool IsPositive(double successThreshold) => Return >= successThreshold && !StopReason.IsEnvironmentFailure;

    /// <summary>Whether a return is this one up to rounding, 1e-9 of it or of 1: a sum of rewards that another program made differs in its last digits.</summary>
    /// <param name="value">The other return.</param>
    public bool HasReturn(double value) => Math.Abs(value - Return) <= 1e-9 * Math.Max(1, Math.Abs(Return));
}

/// <summary>Tells several runs of one policy on one task apart.</summary>
public static class TrajectoryRuns
{
    /// <summary>The same trajectories, those of one policy on one task numbered from 1 in the order given.</summary>
    public static IEnumerable<Trajectory> Numbered(this IEnumerable<Trajectory> trajectories)
    {
        ArgumentNullException.ThrowIfNull(trajectories);
        var runs = new Dictionary<(TaskId, string), int>();
        foreach (var trajectory in trajectories)
        {
            var key = (trajectory.Task, trajectory.Policy);
            runs[key] = runs.GetValueOrDefault(key) + 1;
            yield return trajectory with { Run = runs[key] };
        }
    }
}
