using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Experts;

/// <summary>Where the scripted solutions of tasks come from. Thread-safe.</summary>
public interface IGoldPaths
{
    /// <summary>The solution of a task; empty if there is none.</summary>
    ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken);
}

/// <summary>The solutions that the simulator's own script works out.</summary>
/// <param name="environment">
/// A simulator of its own: all of the environment that is played in may be held by open episodes, which wait for the solution.
/// </param>
public sealed class SimulatorGoldPaths(ScienceWorldEnvironment environment) : IGoldPaths
{
    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken)
    {
        var world = ScienceWorldTask.Parse(task);
        try
        {
            return await environment.ListGoldActionsAsync(world, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvironmentFailedException)
        {
            // A simulator that failed is replaced; what fails a fresh one too ends the run, since there is no expert without it.
            return await environment.ListGoldActionsAsync(world, cancellationToken).ConfigureAwait(false);
        }
    }
}
