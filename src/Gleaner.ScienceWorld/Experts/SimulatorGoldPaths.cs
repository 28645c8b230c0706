using System.Collections.Immutable;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Experts;

/// <summary>The solutions that the simulator's own script works out.</summary>
/// <param name="environment">
/// A simulator of its own: all of the environment that is played in may be held by open episodes, which wait for the solution.
/// </param>
public sealed class SimulatorGoldPaths(ScienceWorldEnvironment environment) : IGoldPaths
{
    /// <inheritdoc/>
    public ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken) =>
        environment.ListGoldActionsAsync(ScienceWorldTask.Parse(task), cancellationToken);
}
