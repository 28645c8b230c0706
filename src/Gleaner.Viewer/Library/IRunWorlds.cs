using Gleaner.Experiments;
using Gleaner.Students;
using Gleaner.Trajectories;

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

    /// <summary>What makes the token ids and loss weights that the run's student is trained on; null where it has no tokens of its own.</summary>
    /// <param name="runFolder">The run's folder, absolute.</param>
    /// <param name="world">The run's world; of runs that keep texts, one in which nothing is played.</param>
    /// <param name="experts">The experts' trajectories.</param>
    /// <exception cref="GleanerException">A program put the run together, or the model's files are not there.</exception>
    ISequenceRenderer? Renderer(string runFolder, World world, IReadOnlyList<Trajectory> experts) => null;
}
