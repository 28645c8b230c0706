using Gleaner.Environments;
using Gleaner.Rollouts;

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

    /// <summary>A rollout as this environment's rollouts are kept.</summary>
    internal RolloutRecord Record(Rollout rollout) => RolloutRecord.Of(rollout, Environment.RecordsTexts);

    /// <summary>Trajectories that are played again at once.</summary>
    internal int ReplayWorkers => Math.Min(Rollouts.Workers, Environment.MaxOpenEpisodes);

    /// <summary>Told about everything that happens. Default: nobody.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;

    /// <summary>Measures the seconds of stages. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
