using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>Marks the critical steps of expert trajectories, for methods that train on these alone. A record of data: it opens nothing before it is asked.</summary>
public interface IStepJudge
{
    /// <summary>
    /// Judges trajectories. It is asked once for a run, with all of them, and again only if the process ended meanwhile: what must not be asked for
    /// twice is to be kept in the folder.
    /// </summary>
    /// <param name="trajectories">Expert trajectories that succeeded.</param>
    /// <param name="share">The share of a trajectory's actions that may be marked; one always may.</param>
    /// <param name="place">Where it works.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Judgements in the order of the trajectories; some may be missing.</returns>
    /// <exception cref="GleanerException">It cannot judge.</exception>
    Task<IReadOnlyList<StepJudgement>> JudgeAsync(
        IReadOnlyList<Trajectory> trajectories, double share, JudgingPlace place, CancellationToken cancellationToken);

    /// <summary>What can be checked before a run. Default: nothing.</summary>
    /// <param name="key">The section that says who judges.</param>
    IEnumerable<PreflightCheck> Checks(string key) => [];
}

/// <summary>A judge, and what a method asks of it.</summary>
/// <param name="Judge">Who judges.</param>
/// <param name="Share">The share of a trajectory's actions that may be marked.</param>
public sealed record StepJudging(IStepJudge Judge, double Share);

/// <summary>Where a judge works.</summary>
/// <param name="Run">The run.</param>
/// <param name="Folder">The judge's folder in it, relative, with <c>/</c>.</param>
public sealed record JudgingPlace(RunContext Run, string Folder);
