using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Trajectories as a run keeps them.</summary>
public static class RecordedTrajectories
{
    /// <summary>Gives recorded trajectories the environment's own observations, where those are more than text.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="recorded">What was recorded.</param>
    /// <param name="workers">How many are played again at once.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">The environment shows something else than was recorded.</exception>
    public static async Task<ImmutableArray<Trajectory>> ReplayAsync(
        IEnvironment environment, IReadOnlyList<Trajectory> recorded, int workers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.RecordsTexts
            ? [.. recorded]
            : await InOrder.MapAsync(
                recorded, workers, (trajectory, token) => CheckedReplay.PlayAsync(environment, trajectory, token), cancellationToken).ConfigureAwait(false);
    }
}
