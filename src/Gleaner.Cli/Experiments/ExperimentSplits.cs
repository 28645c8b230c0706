using System.Collections.Immutable;
using Gleaner.Cli.Configuration;
using Gleaner.Cli.Reporting;
using Gleaner.Tasks;
using Gleaner.WebShop.Goals;

namespace Gleaner.Cli.Experiments;

/// <summary>
/// The splits of an experiment, disjoint by content: goals of equal content are one task, and a task that is in the test split
/// is in no other.
/// </summary>
internal sealed record ExperimentSplits
{
    public required TaskSplit Training { get; init; }

    /// <summary>Null where none is asked for.</summary>
    public required TaskSplit? Dev { get; init; }

    public required TaskSplit Test { get; init; }

    /// <summary>The test tasks whose product some training task has.</summary>
    public required TaskSplit Seen { get; init; }

    /// <summary>The test tasks whose product no training task has.</summary>
    public required TaskSplit Unseen { get; init; }

    /// <summary>Further test tasks whose product no training task has; null where none are asked for or left.</summary>
    public required TaskSplit? Disjoint { get; init; }

    /// <summary>The splits that policies are tested on.</summary>
    public ImmutableArray<TaskSplit> Tests => Disjoint is null ? [Test] : [Test, Disjoint];

    /// <summary>All of them.</summary>
    public IEnumerable<TaskSplit> All => new[] { Training, Dev, Test, Seen, Unseen, Disjoint }.OfType<TaskSplit>();

    /// <summary>Makes the splits.</summary>
    /// <exception cref="GleanerException">The catalogue has too few goals.</exception>
    public static ExperimentSplits Of(TasksConfig config, GoalList goals)
    {
        var used = new HashSet<TaskId>();
        var test = Take(SplitNames.Test, config.Test, goals, used)!;
        var dev = Take(SplitNames.Dev, config.Dev, goals, used);
        var training = Take(SplitNames.Training, config.Train, goals, used)!;
        var trained = training.Tasks.Select(task => goals[task].Product.Asin).ToHashSet(StringComparer.Ordinal);
        bool IsTrained(TaskId task) => trained.Contains(goals[task].Product.Asin);
        ImmutableArray<TaskId> disjoint = [.. goals.Tasks.Where(task => !used.Contains(task) && !IsTrained(task)).Take(config.Disjoint)];
        return new ExperimentSplits
        {
            Training = training,
            Dev = dev,
            Test = test,
            Seen = new TaskSplit(SplitNames.Seen, [.. test.Tasks.Where(IsTrained)]),
            Unseen = new TaskSplit(SplitNames.Unseen, [.. test.Tasks.Where(task => !IsTrained(task))]),
            Disjoint = disjoint.IsEmpty ? null : new TaskSplit(SplitNames.Disjoint, disjoint),
        };
    }

    private static TaskSplit? Take(string name, GoalRange range, GoalList goals, HashSet<TaskId> used)
    {
        if (range.End > goals.Count)
        {
            throw new GleanerException(
                $"tasks.{name} asks for the goals {range.First} to {range.End - 1}, but the catalogue gives {goals.Count} (0 to {goals.Count - 1}): set tasks.{name}.first and tasks.{name}.count.");
        }

        ImmutableArray<TaskId> tasks = [.. goals.TaskIds.Skip(range.First).Take(range.Count).Where(used.Add)];
        return tasks.Length > 0 ? new TaskSplit(name, tasks)
            : range.Count == 0 ? null
            : throw new GleanerException($"tasks.{name} is empty: all of its goals are equal to goals of the other splits.");
    }
}
