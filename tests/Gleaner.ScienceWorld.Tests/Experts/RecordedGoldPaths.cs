using System.Collections.Immutable;
using Gleaner.ScienceWorld.Experts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Experts;

/// <summary>Solutions from recorded runs that completed their task.</summary>
internal sealed class RecordedGoldPaths : IGoldPaths
{
    private readonly Dictionary<TaskId, ImmutableArray<string>> _paths = [];

    /// <summary>Takes the first run of each task that completed it.</summary>
    public RecordedGoldPaths(IEnumerable<Trajectory> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        foreach (var run in runs.Where(run => run.IsPositive(1)))
        {
            _paths.TryAdd(run.Task, [.. run.Turns.Select(turn => turn.Action)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_paths.GetValueOrDefault(task, []));
}
