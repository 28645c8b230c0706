using System.Collections.Immutable;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Experts;

/// <summary>Where the scripted solutions of tasks come from. Thread-safe.</summary>
public interface IGoldPaths
{
    /// <summary>The solution of a task; empty if there is none.</summary>
    ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken);
}
