using Gleaner.Tasks;

namespace Gleaner.Runs;

/// <summary>A recorded run of an expert that the environment does not show as recorded, and that was left out.</summary>
/// <param name="Number">Which of the expert's recorded runs on the training tasks it is, from 1.</param>
/// <param name="Task">Its task.</param>
/// <param name="Run">Which run on the task it is, from 1.</param>
/// <param name="Step">How many of its actions were played before the difference.</param>
/// <param name="Difference">What was recorded and what was seen, as a sentence.</param>
public sealed record RefusedRecording(int Number, TaskId Task, int Run, int Step, string Difference)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => FormattableString.Invariant($"run {Number} (task {Task}{(Run > 1 ? FormattableString.Invariant($", its run {Run}") : "")}), after {Step} actions: {Difference}");
}
