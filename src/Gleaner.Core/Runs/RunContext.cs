using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>What every stage of a run works with.</summary>
public sealed record RunContext
{
    /// <summary>The run's folder.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>The environment.</summary>
    public required IEnvironment Environment { get; init; }

    /// <summary>Turn limit, batch size and workers of all rollouts; decoding and author are set by the stage.</summary>
    public required RolloutOptions Rollouts { get; init; }

    /// <summary>Where rollouts are simulated. Null for this process, which is the default.</summary>
    public IRolloutRunner? Runner { get; init; }

    internal IRolloutRunner RunnerInUse => Runner ?? new LocalRollouts(Environment);

    /// <summary>
    /// Whether rollouts are kept with the texts of observations even where the environment can give them again, so that the run can be read
    /// and exported without it. Default: no.
    /// </summary>
    public bool KeepsTexts { get; init; }

    /// <summary>A rollout as this run's rollouts are kept.</summary>
    internal RolloutRecord Record(Rollout rollout) => RolloutRecord.Of(rollout, KeepsTexts || Environment.RecordsTexts);

    /// <summary>Gives recorded trajectories the environment's own observations, where those are more than text.</summary>
    /// <exception cref="GleanerException">The environment shows something else than was recorded.</exception>
    internal Task<ImmutableArray<Trajectory>> ReplayAsync(IReadOnlyList<Trajectory> recorded, CancellationToken cancellationToken) =>
        RecordedTrajectories.ReplayAsync(Environment, recorded, ReplayWorkers, cancellationToken);

    /// <summary>
    /// Plays trajectories again that were recorded elsewhere, each up to where the environment shows something else than was recorded.
    /// Where observations are texts, nothing is played.
    /// </summary>
    internal async Task<ImmutableArray<ReplayOutcome>> TryReplayAsync(IReadOnlyList<Trajectory> recorded, CancellationToken cancellationToken) =>
        Environment.RecordsTexts
            ? [.. recorded.Select(trajectory => new ReplayOutcome(trajectory, trajectory.Length, null))]
            : await InOrder.MapAsync(
                recorded, ReplayWorkers, (trajectory, token) => CheckedReplay.TryPlayAsync(Environment, trajectory, cancellationToken: token), cancellationToken)
                .ConfigureAwait(false);

    /// <summary>Trajectories that are played again at once.</summary>
    internal int ReplayWorkers => Math.Min(Rollouts.Workers, Environment.MaxOpenEpisodes);

    /// <summary>Told what the user must know and what does not stop the run. Default: nobody.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Told about everything that happens. Default: nobody.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;

    /// <summary>Measures the seconds of stages. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
