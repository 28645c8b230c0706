using System.Collections.Immutable;
using Gleaner.Tasks;

namespace Gleaner.Evaluation;

/// <summary>Which stage solved which task of a split: what tuning won, and what it forgot.</summary>
public sealed class TaskMatrix
{
    private readonly ImmutableArray<ImmutableArray<bool>> _solvedByStage;

    /// <summary>Creates the matrix from the evaluations of the stages on one split.</summary>
    /// <param name="stages">Name and evaluation of each stage, in order.</param>
    /// <exception cref="GleanerException">The evaluations are of different tasks.</exception>
    public TaskMatrix(IReadOnlyList<(string Name, SplitEvaluation Evaluation)> stages)
    {
        foreach (var (name, evaluation) in stages)
        {
            if (evaluation.SplitHash != stages[0].Evaluation.SplitHash)
            {
                throw new GleanerException($"Stage '{name}' was evaluated on different tasks from stage '{stages[0].Name}'.");
            }
        }

        Stages = [.. stages.Select(stage => stage.Name)];
        Tasks = stages.Count == 0 ? [] : [.. stages[0].Evaluation.Returns.Select(item => item.Task)];
        _solvedByStage = [.. stages.Select(stage => stage.Evaluation.Returns.Select(stage.Evaluation.IsWon).ToImmutableArray())];
    }

    /// <summary>The stages, in order.</summary>
    public ImmutableArray<string> Stages { get; }

    /// <summary>The tasks, in the order of the split.</summary>
    public ImmutableArray<TaskId> Tasks { get; }

    /// <summary>Whether a stage solved a task.</summary>
    /// <param name="task">Index in <see cref="Tasks"/>.</param>
    /// <param name="stage">Index in <see cref="Stages"/>.</param>
    public bool IsSolved(int task, int stage) => _solvedByStage[stage][task];

    /// <summary>The tasks that a stage solved and the one before did not; for the first stage, all that it solved.</summary>
    public IEnumerable<TaskId> NewlySolved(int stage) =>
        TasksWhere(task => IsSolved(task, stage) && (stage == 0 || !IsSolved(task, stage - 1)));

    /// <summary>The tasks that the stage before solved and this one did not; none for the first stage.</summary>
    public IEnumerable<TaskId> Regressed(int stage) =>
        TasksWhere(task => stage > 0 && !IsSolved(task, stage) && IsSolved(task, stage - 1));

    private IEnumerable<TaskId> TasksWhere(Func<int, bool> predicate) =>
        Enumerable.Range(0, Tasks.Length).Where(predicate).Select(task => Tasks[task]);
}
