using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>Where a rollout starts: s0 of a task, or the state that an expert trajectory reached after some of its actions.</summary>
/// <param name="Task">The task.</param>
/// <param name="Expert">The expert trajectory that leads there; null for s0.</param>
/// <param name="Step">The number of expert actions before it; 0 for s0.</param>
public sealed record StartState(TaskId Task, Trajectory? Expert, int Step)
{
    /// <summary>The task's initial state.</summary>
    public static StartState Initial(TaskId task) => new(task, null, 0);

    /// <summary>The state after the first <paramref name="step"/> actions of an expert trajectory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The trajectory has no such state to go on from.</exception>
    public static StartState After(Trajectory expert, int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, expert.Length);
        return new StartState(expert.Task, expert, step);
    }

    /// <summary>Whether this is s0.</summary>
    public bool IsInitial => Step == 0;

    /// <summary>Names the state within its task: <c>s0</c>, or <c>EXPERT@STEP</c>.</summary>
    public string Label => IsInitial ? "s0" : $"{Expert!.Policy}@{Step}";
}
