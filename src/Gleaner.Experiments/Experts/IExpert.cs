using System.Collections.Immutable;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>Where expert trajectories come from.</summary>
public interface IExpert
{
    /// <summary>Hash of the file that it stands on; null if it plays.</summary>
    string? DataHash { get; }

    /// <summary>
    /// Puts its trajectories on the training tasks, and its results on the test splits where it can have any, into the run; what
    /// is there already is read.
    /// </summary>
    /// <returns>At most one trajectory a task, in the order of the tasks.</returns>
    /// <exception cref="GleanerException">It has nothing on these tasks, or what it has cannot be used.</exception>
    Task<ImmutableArray<Trajectory>> CollectAsync(RunContext context, ExperimentSplits splits, CancellationToken cancellationToken);
}
