using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.Runs.Health;

/// <summary>How the rollouts of a run ended, and the health checks that its records allow. Computed from the files of finished stages; nothing of it is kept in the run.</summary>
public sealed record RunHealth
{
    /// <summary>How rollouts ended, stage by stage in the order of the run: experts, then each method's iterations. Stages without rollouts are left out.</summary>
    public required ImmutableArray<StageEnds> Ends { get; init; }

    /// <summary>The checks, always the same ones in the same order.</summary>
    public required ImmutableArray<HealthCheck> Checks { get; init; }

    /// <summary>Computes them; takes no lock.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="files">How files are reached.</param>
    /// <exception cref="GleanerException">The folder holds no run, or a file of it is damaged.</exception>
    public static RunHealth Read(string path, IRunFiles files) => Of(RunSummary.Read(path, files), path, files);

    /// <summary>Computes them for a run whose summary has been read; takes no lock.</summary>
    /// <param name="summary">The run's summary.</param>
    /// <param name="path">The run's folder.</param>
    /// <param name="files">How files are reached.</param>
    /// <exception cref="GleanerException">A file of the run is damaged.</exception>
    public static RunHealth Of(RunSummary summary, string path, IRunFiles files) => new HealthReader(new RunReader(path, files)).Read(summary);
}

/// <summary>How the rollouts of a stage ended.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Place">The stage in words without its seed, for example <c>EEF, iteration 2: exploring</c>.</param>
/// <param name="Rollouts">All of its rollouts.</param>
/// <param name="Stops">Those of them whose task did not end, by reason.</param>
public sealed record StageEnds(RunStage Stage, string Place, int Rollouts, ImmutableSortedDictionary<StopReason, int> Stops)
{
    /// <summary>Rollouts that ended with their task.</summary>
    public int Done => Rollouts - Stops.Values.Sum();
}
