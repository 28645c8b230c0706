using Gleaner.Experiments;

namespace Gleaner.Viewer.Library;

/// <summary>
/// Opens the world of a run, in which its rollouts are played again to see what they saw. Asked only for runs that do not keep the
/// texts of observations.
/// </summary>
public interface IRunWorlds
{
    /// <summary>Opens a run's world; the caller disposes it.</summary>
    /// <param name="runFolder">The run's folder, absolute.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">It cannot be opened: a program put the run together, or its data is not there.</exception>
    ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken);
}
