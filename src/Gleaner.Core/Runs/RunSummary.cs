using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Everything that tables and reports need, read back from a run's folder; also of a run that is not finished.</summary>
public sealed record RunSummary
{
    /// <summary>What the run is.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>The splits, by name.</summary>
    public required ImmutableSortedDictionary<string, TaskSplit> Splits { get; init; }

    /// <summary>The experts.</summary>
    public required ImmutableArray<ExpertSummary> Experts { get; init; }

    /// <summary>The pre-training stages by seed; a seed without a finished one is absent.</summary>
    public required ImmutableSortedDictionary<ulong, StageSummary> Pretraining { get; init; }

    /// <summary>The methods, one entry for each method and seed, in order of seed and then of their start.</summary>
    public required ImmutableArray<MethodSummary> Methods { get; init; }

    /// <summary>
    /// How many files were compared with their hashes before this was read; null where it was not asked for. 0 in a run that was made
    /// before there were hashes: damage to it may go unnoticed.
    /// </summary>
    public int? FilesChecked { get; init; }

    /// <summary>Reads a run; takes no lock.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="which">Which files are compared with their hashes first.</param>
    /// <exception cref="GleanerException">The folder holds no run, or a file of it is missing or damaged.</exception>
    public static RunSummary Read(string path, IRunFiles files, CheckedFiles which = CheckedFiles.AllButCheckpoints)
    {
        // A folder without a run is to be called so.
        RunDirectory.ReadManifest(path, files);
        var count = RunCheck.Of(path, files, which);
        return new RunReader(path, files).Read() with { FilesChecked = which == CheckedFiles.None ? null : count };
    }
}

/// <summary>An expert of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trajectories">Its trajectories on the training tasks.</param>
/// <param name="Evaluations">Its results on splits; empty if it was not evaluated.</param>
public sealed record ExpertSummary(
    string Name, ImmutableArray<Trajectory> Trajectories, ImmutableArray<SplitEvaluation> Evaluations)
{
    /// <summary>Its recorded runs that did not replay; empty for an expert that played.</summary>
    public ImmutableArray<RefusedRecording> Refused { get; init; } = [];
}

/// <summary>A stage of learning before any method.</summary>
/// <param name="Learning">What it came to.</param>
/// <param name="Seconds">Seconds by stage.</param>
public sealed record StageSummary(LearningMetrics Learning, StageSeconds Seconds);

/// <summary>A method of a run under one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Folder">Its folder in the run.</param>
/// <param name="Description">What it is.</param>
/// <param name="Iterations">Its finished iterations, in order.</param>
public sealed record MethodSummary(
    ulong Seed, string Folder, MethodDescription Description, ImmutableArray<IterationSummary> Iterations)
{
    /// <summary>
    /// The iteration with the most wins on the dev split, then the higher score, then the earlier; null without a dev split or a
    /// finished iteration. Test splits have no say in it.
    /// </summary>
    public IterationSummary? BestOnDev => Description.Dev is not { } dev
        ? null
        : Iterations
            .Where(iteration => iteration.Metrics.On(dev) is not null)
            .OrderByDescending(iteration => iteration.Metrics.On(dev)!.Wins)
            .ThenByDescending(iteration => iteration.Metrics.On(dev)!.Score)
            .FirstOrDefault();
}

/// <summary>A finished iteration.</summary>
/// <param name="Folder">Its folder in the run.</param>
/// <param name="Metrics">What was measured.</param>
/// <param name="Seconds">Seconds by stage; not deterministic.</param>
public sealed record IterationSummary(string Folder, IterationMetrics Metrics, StageSeconds Seconds);
