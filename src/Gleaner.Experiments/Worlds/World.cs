using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.Experiments;

/// <summary>
/// What an experiment needs of an environment beside playing in it: which tasks there are, what they share, what a chat model is
/// told, which data it stands on. Disposed at the end of the run.
/// </summary>
public abstract class World : IAsyncDisposable
{
    /// <summary>Where episodes are played.</summary>
    public abstract IEnvironment Environment { get; }

    /// <summary>What a chat model is told about the environment and its actions.</summary>
    public abstract string Rules { get; }

    /// <summary>Hashes of the data that tasks are made of, by name: a run is not resumed under others.</summary>
    public abstract ImmutableSortedDictionary<string, string> DataHashes { get; }

    /// <summary>The lists that <c>tasks.*.from</c> can name.</summary>
    public abstract ImmutableArray<string> TaskLists { get; }

    /// <summary>The tasks of a list, in its order.</summary>
    /// <param name="list">One of <see cref="TaskLists"/>.</param>
    /// <exception cref="GleanerException">The list's data cannot be read.</exception>
    public abstract IReadOnlyList<TaskId> TasksOf(string list);

    /// <summary>
    /// Names what a task shares with others so that a student could remember it (WebShop: the product); null where tasks share
    /// nothing of that kind, and test results are not told apart by it.
    /// </summary>
    public virtual string? SharedContent(TaskId task) => null;

    /// <summary>
    /// Names the group of tasks that are alike, so that results on them are not independent (WebShop: the product; ScienceWorld: the type
    /// of task): intervals then resample whole groups. Null where each task stands for itself. Default: <see cref="SharedContent"/>.
    /// </summary>
    public virtual string? GroupOf(TaskId task) => SharedContent(task);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A world of an environment whose configuration says all that its tasks are made of.</summary>
    /// <param name="environment">The environment; it is not disposed.</param>
    /// <param name="rules">What a chat model is told about it; empty for nothing.</param>
    /// <param name="lists">The lists of tasks by name.</param>
    public static World Of(IEnvironment environment, string rules, params (string Name, IEnumerable<TaskId> Tasks)[] lists) => new GivenWorld(
        environment, rules, lists.ToImmutableSortedDictionary(list => list.Name, list => list.Tasks.ToImmutableArray(), StringComparer.Ordinal));
}

/// <summary>What a world is opened with beside its configuration.</summary>
/// <param name="DataFolder">Where a world may keep data that it makes; absolute. It need not exist.</param>
/// <param name="Clock">The clock.</param>
public sealed record WorldSetting(string DataFolder, TimeProvider Clock)
{
    /// <summary>Gets messages for the user about what does not stop the run. Default: nobody.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
