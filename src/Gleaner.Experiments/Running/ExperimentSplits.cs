using System.Collections.Immutable;
using Gleaner.Tasks;

namespace Gleaner.Experiments;

/// <summary>
/// The splits of an experiment, disjoint by content: tasks of equal content are one task, and a task that is in the test split
/// is in no other.
/// </summary>
public sealed record ExperimentSplits
{
    /// <summary>The training tasks.</summary>
    public required TaskSplit Training { get; init; }

    /// <summary>Null where none is asked for.</summary>
    public required TaskSplit? Dev { get; init; }

    /// <summary>The tasks that results are reported on.</summary>
    public required TaskSplit Test { get; init; }

    /// <summary>The test tasks that share content with some training task (WebShop: its product); null where tasks share none.</summary>
    public required TaskSplit? Seen { get; init; }

    /// <summary>The test tasks that share content with no training task; null where tasks share none.</summary>
    public required TaskSplit? Unseen { get; init; }

    /// <summary>Further test tasks that share content with no training task; null where none are asked for or left.</summary>
    public required TaskSplit? Disjoint { get; init; }

    /// <summary>The further test splits that the experiment names.</summary>
    public ImmutableArray<TaskSplit> Further { get; init; } = [];

    /// <summary>Which tasks share content, for statistics: a group's name for each task of which the world tells one.</summary>
    public ImmutableSortedDictionary<TaskId, string> Groups { get; init; } = ImmutableSortedDictionary<TaskId, string>.Empty;

    /// <summary>The splits that policies are tested on.</summary>
    public ImmutableArray<TaskSplit> Tests => Disjoint is null ? [Test, .. Further] : [Test, Disjoint, .. Further];

    /// <summary>All of them.</summary>
    public IEnumerable<TaskSplit> All => new[] { Training, Dev, Test, Seen, Unseen, Disjoint }.OfType<TaskSplit>().Concat(Further);

    /// <summary>Makes the splits.</summary>
    /// <exception cref="GleanerException">A list is not there or too short.</exception>
    public static ExperimentSplits Of(TaskPlan plan, World world)
    {
        var used = new HashSet<TaskId>();
        var test = Take(SplitNames.Test, plan.Test, world, used)!;
        // A further split may share tasks with the test split: it is a view of its own. Dev and training have none of them.
        ImmutableArray<TaskSplit> further = [.. plan.Further.Select(split => Take(split.Name, split.Range, world, [])!)];
        used.UnionWith(further.SelectMany(split => split.Tasks));
        var dev = Take(SplitNames.Dev, plan.Dev, world, used);
        var training = Take(SplitNames.Training, plan.Train, world, used)!;
        var trained = training.Tasks.Select(world.SharedContent).OfType<string>().ToHashSet(StringComparer.Ordinal);
        bool IsTrained(TaskId task) => world.SharedContent(task) is { } content && trained.Contains(content);
        ImmutableArray<TaskId> disjoint = plan.Disjoint == 0
            ? []
            : [.. TaskSelection.Named(world, "test", plan.Test.From).Where(task => !used.Contains(task) && !IsTrained(task)).Distinct().Take(plan.Disjoint)];
        var splits = new ExperimentSplits
        {
            Training = training,
            Dev = dev,
            Test = test,
            Seen = trained.Count == 0 ? null : new TaskSplit(SplitNames.Seen, [.. test.Tasks.Where(IsTrained)]),
            Unseen = trained.Count == 0 ? null : new TaskSplit(SplitNames.Unseen, [.. test.Tasks.Where(task => !IsTrained(task))]),
            Disjoint = disjoint.IsEmpty ? null : new TaskSplit(SplitNames.Disjoint, disjoint),
            Further = further,
        };
        return splits with
        {
            Groups = splits.All
                .SelectMany(split => split.Tasks)
                .Distinct()
                .Select(task => KeyValuePair.Create(task, world.GroupOf(task)))
                .Where(group => group.Value is not null)
                .ToImmutableSortedDictionary(group => group.Key, group => group.Value!),
        };
    }

    private static TaskSplit? Take(string name, TaskRange range, World world, HashSet<TaskId> used)
    {
        if (range.Count == 0)
        {
            return null;
        }

        ImmutableArray<TaskId> tasks = [.. TaskSelection.Range(world, name, range).Where(used.Add)];
        return tasks.Length > 0
            ? new TaskSplit(name, tasks)
            : throw new GleanerException($"tasks.{name} is empty: all of its tasks are equal to tasks of the other splits.");
    }
}
