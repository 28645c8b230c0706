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

    /// <summary>Makes training rows of rollouts; null where rollouts cannot be taken away as such.</summary>
    IRolloutRows? Rows => null;
}

/// <summary>Makes training rows of rollouts that somebody picked, a line of JSON each.</summary>
public interface IRolloutRows
{
    /// <summary>A rollout as a row to imitate.</summary>
    /// <param name="trajectory">The whole trajectory.</param>
    /// <param name="prefixLength">Turns at its beginning that are the trunk's, and not to be learnt.</param>
    /// <param name="rules">What a chat model is told about the environment.</param>
    /// <returns>UTF-8, with the line feed.</returns>
    byte[] Example(Trajectory trajectory, int prefixLength, string rules);

    /// <summary>Two rollouts from one state as a preference.</summary>
    /// <param name="chosen">The one that won.</param>
    /// <param name="rejected">The one that lost.</param>
    /// <param name="prefixLength">Turns before the state, less than the length of either.</param>
    /// <param name="rules">What a chat model is told about the environment.</param>
    /// <returns>UTF-8, with the line feed.</returns>
    byte[] Pair(Trajectory chosen, Trajectory rejected, int prefixLength, string rules);
}
