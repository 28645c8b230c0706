using System.Collections;
using Gleaner.Tasks;

namespace Gleaner.Runs;

/// <summary>
/// Tasks by their first observation, compared by all of its text (or its hash). Those of a group begin alike: for a policy they are one task until it acts,
/// whatever their ids say. Groups are in the order of their first tasks, tasks in the order given.
/// </summary>
internal sealed class TasksByStart(IEnumerable<(TaskId Task, string Start)> starts) : IEnumerable<IEnumerable<TaskId>>
{
    private readonly ILookup<string, TaskId> _groups = starts.ToLookup(start => start.Start, start => start.Task, StringComparer.Ordinal);

    /// <summary>Number of groups.</summary>
    public int Count => _groups.Count;

    /// <summary>The other tasks that begin like one. An id that is met twice is no other task.</summary>
    public IEnumerable<TaskId> Like(TaskId task, string start) => _groups[start].Where(other => other != task);

    public IEnumerator<IEnumerable<TaskId>> GetEnumerator() => _groups.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
