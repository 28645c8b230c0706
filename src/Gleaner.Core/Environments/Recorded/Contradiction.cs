using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Environments.Recorded;

/// <summary>Two recorded runs of a task that did the same and saw something else: the environment is not deterministic, or was not the same.</summary>
/// <param name="Task">The task.</param>
/// <param name="First">Number of the earlier run, from 0 in the order in which they were given.</param>
/// <param name="Second">Number of the later run.</param>
/// <param name="Step">How many actions both had done; 0 for the start.</param>
/// <param name="Action">The last of these actions; null at the start.</param>
/// <param name="What">What differs, in words.</param>
/// <param name="Difference">Where; the earlier run's account counts as the recorded one.</param>
public sealed record Contradiction(TaskId Task, int First, int Second, int Step, string? Action, string What, TextDifference Difference)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"step {Step}{(Action is null ? "" : $" {Action}")}: {What} differs {Difference}";
}
