using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>Where a rollout starts: s0 of a task, or the state that a trunk reached after some of its actions.</summary>
/// <param name="Task">The task.</param>
/// <param name="Trunk">The trunk that leads there; null for s0.</param>
/// <param name="Step">The number of the trunk's actions before it; 0 for s0.</param>
public sealed record StartState(TaskId Task, Trunk? Trunk, int Step)
{
    /// <summary>The task's initial state.</summary>
    public static StartState Initial(TaskId task) => new(task, null, 0);

    /// <summary>The state after the first <paramref name="step"/> actions of an expert's trajectory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The trajectory has no such state with an action after it.</exception>
    public static StartState After(Trajectory expert, int step) => After(Trunk.Of(expert), step);

    /// <summary>The state after the first <paramref name="step"/> actions of a trunk.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The trunk has no such state with an action after it.</exception>
    public static StartState After(Trunk trunk, int step)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, trunk.Length);
        return new StartState(trunk.Task, trunk, step);
    }

    /// <summary>Whether this is s0.</summary>
    public bool IsInitial => Step == 0;

    /// <summary>Names the state within its task: <c>s0</c>, or <c>TRUNK@STEP</c>.</summary>
    public string Label => LabelOf(Trunk?.Name, Step);

    internal static string LabelOf(string? trunk, int step) => step == 0 ? "s0" : $"{trunk}@{step}";
}
