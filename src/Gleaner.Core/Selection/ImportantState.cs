using Gleaner.Tasks;

namespace Gleaner.Selection;

/// <summary>
/// A state that the student should learn to solve: s0 of a task (data set D_s0), or a recovery state (data set D_r).
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Trunk">The name of the trunk that holds the recovery state; null for s0.</param>
/// <param name="Step">The number of the trunk's actions before it; 0 for s0.</param>
public sealed record ImportantState(TaskId Task, string? Trunk, int Step)
{
    /// <summary>s0 of a task.</summary>
    public static ImportantState Initial(TaskId task) => new(task, null, 0);

    /// <summary>Whether this is a recovery state.</summary>
    public bool IsRecovery => Step > 0;
}
