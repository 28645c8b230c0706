using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Evaluation;

/// <summary>The return of one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Return">The return R(τ).</param>
public readonly record struct TaskReturn(TaskId Task, double Return);

/// <summary>How a policy did on a split, task by task.</summary>
/// <param name="Split">The split's name.</param>
/// <param name="SplitHash">The split's content hash.</param>
/// <param name="SuccessThreshold">The return from which on a task is won.</param>
/// <param name="Returns">The returns, in the order of the split's tasks.</param>
public sealed record SplitEvaluation(
    string Split, string SplitHash, double SuccessThreshold, ImmutableArray<TaskReturn> Returns)
{
    /// <summary>Tasks on which the environment failed, twice; they count as returns of 0, and tables say so. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Failed { get; init; }

    /// <summary>Rollouts by the reason that they ended for, those whose task ended left out. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<StopReason, int>? Stops { get; init; }

    /// <summary>
    /// The means over the tasks of what the environment measures beside success and return, by name; a task on which it failed
    /// counts as 0. Null if it measures nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, double>? Measures { get; init; }

    /// <summary>What further rollouts at a temperature came to; null, and not written, where none were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RepeatedTrials? Repeated { get; init; }

    /// <summary>The number of tasks.</summary>
    public int Tasks => Returns.Length;

    /// <summary>Tasks won.</summary>
    public int Wins => Returns.Count(IsWon);

    /// <summary>Share of tasks won, 0 to 1; 0 for an empty split.</summary>
    public double WinRate => Tasks == 0 ? 0 : (double)Wins / Tasks;

    /// <summary>The mean return, the paper's "score"; 0 for an empty split.</summary>
    public double Score => Tasks == 0 ? 0 : Returns.Sum(item => item.Return) / Tasks;

    /// <summary>Whether a task's return reaches the threshold.</summary>
    public bool IsWon(TaskReturn item) => item.Return >= SuccessThreshold;

    /// <summary>The result of one rollout from s0 of each task of the split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="rollouts">The rollouts, in the order of the split's tasks.</param>
    /// <param name="environment">The environment, which says what success is and what else is measured.</param>
    public static SplitEvaluation Of(TaskSplit split, IReadOnlyList<Rollout> rollouts, IEnvironment environment) => new(
        split.Name, split.Hash, environment.SuccessThreshold, [.. rollouts.Select(ReturnOf)])
    {
        Failed = rollouts.Count(HasFailed),
        Stops = rollouts.Select(rollout => rollout.Trajectory.StopReason).Stops(),
        Measures = environment.Measures.Count == 0 || rollouts.Count == 0 ? null : environment.Measures.ToImmutableSortedDictionary(
            measure => measure.Name,
            measure => rollouts.Average(rollout => HasFailed(rollout) ? 0 : measure.Of(rollout.Trajectory)),
            StringComparer.Ordinal),
    };

    /// <summary>The rollouts that an evaluation asks for: some from s0 of each task.</summary>
    /// <param name="split">The split.</param>
    /// <param name="rollouts">How many of each task.</param>
    public static IReadOnlyList<RolloutRequest> Requests(TaskSplit split, int rollouts = 1) =>
        [.. from task in split.Tasks
            from attempt in Enumerable.Range(0, rollouts)
            select new RolloutRequest(StartState.Initial(task), attempt)];

    /// <summary>The results on the tasks of a part of the split; what the environment measures beside them is left out.</summary>
    /// <param name="part">The part.</param>
    public SplitEvaluation On(TaskSplit part)
    {
        var tasks = part.Tasks.ToHashSet();
        return new SplitEvaluation(part.Name, part.Hash, SuccessThreshold, [.. Returns.Where(item => tasks.Contains(item.Task))])
        {
            Repeated = Repeated is { } all
                ? all with { Wins = [.. Returns.Zip(all.Wins).Where(item => tasks.Contains(item.First.Task)).Select(item => item.Second)] }
                : null,
        };
    }

    private static TaskReturn ReturnOf(Rollout rollout) =>
        new(rollout.Request.Start.Task, HasFailed(rollout) ? 0 : rollout.Trajectory.Return);

    private static bool HasFailed(Rollout rollout) => rollout.Trajectory.StopReason.IsEnvironmentFailure;
}
