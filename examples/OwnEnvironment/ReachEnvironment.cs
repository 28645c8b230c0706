using Gleaner;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace OwnEnvironment;

/// <summary>A game of numbers: a number is brought to another one by doubling it and adding one to it.</summary>
/// <param name="largest">The largest number to reach.</param>
public sealed class ReachEnvironment(int largest) : IEnvironment
{
    /// <inheritdoc/>
    public string Name => "reach";

    /// <inheritdoc/>
    public double SuccessThreshold => 1;

    /// <summary>A task for each pair of a first number, 1 to 5, and a number to reach.</summary>
    public IReadOnlyList<TaskId> Tasks { get; } =
        [.. from target in Enumerable.Range(8, Math.Max(0, largest - 7)) from first in Enumerable.Range(1, 5) select new TaskId($"reach/{first}/{target}")];

    /// <inheritdoc/>
    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) =>
        task.Value.Split('/') is ["reach", var first, var target] && Tasks.Contains(task)
            ? new(new ReachEpisode(task, int.Parse(first), int.Parse(target)))
            : throw new GleanerException($"reach has no task {task}.");
}

/// <summary>One number on its way.</summary>
internal sealed class ReachEpisode(TaskId task, int number, int target) : IEpisode
{
    public TaskId Task => task;

    public Observation Observation { get; private set; } = new($"You have {number}. Reach {target}: double, or add one.");

    public bool IsDone { get; private set; }

    public double Return => number == target ? 1 : 0;

    public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        var next = action switch { "double" => 2 * number, "add one" => number + 1, _ => number };
        var isPossible = next != number && !IsDone;
        number = isPossible ? next : number;
        IsDone |= number >= target;
        Observation = new Observation(isPossible ? $"You have {number}. Reach {target}." : "That is no move: double, or add one.");
        return new(new StepResult(Observation, isPossible ? Return : 0, IsDone, isPossible));
    }
}
