using System.Collections.Immutable;
using Gleaner.CommandLine.Collecting;
using Gleaner.CommandLine.Configuration;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Experiments.Students;
using Gleaner.Evaluation;
using Gleaner.Runs;
using Gleaner.Tasks;

namespace Gleaner.CommandLine.Reporting;

/// <summary>A run's folder as reports need it: what was measured, under which configuration, on which splits.</summary>
internal sealed class RunResults
{
    private readonly IRunFiles _files;
    private readonly Dictionary<string, TaskSplit> _parts;

    private RunResults(string folder, RunSummary summary, ExperimentConfig config, IRunFiles files)
    {
        Folder = folder;
        Summary = summary;
        Config = config;
        _files = files;
        _parts = new[] { SplitNames.Seen, SplitNames.Unseen }
            .Select(name => RunDirectory.ReadSplit(folder, name, files))
            .OfType<TaskSplit>()
            .ToDictionary(split => split.Name);
    }

    public string Folder { get; }

    public RunSummary Summary { get; }

    public ExperimentConfig Config { get; }

    public ImmutableArray<ulong> Seeds => Summary.Manifest.Identity.Seeds;

    /// <summary>The test splits in the order of columns; the parts of the first one follow it.</summary>
    public IEnumerable<(string Name, int Tasks)> TestSplits()
    {
        foreach (var name in SplitNames.Tests)
        {
            if (_parts.TryGetValue(name, out var part) || Summary.Splits.TryGetValue(name, out part))
            {
                if (part.Tasks.Length > 0)
                {
                    yield return (name, part.Tasks.Length);
                }
            }
        }
    }

    /// <summary>A policy's results on a split or on a part of one; null if it was not evaluated there.</summary>
    public SplitEvaluation? On(string split, ImmutableArray<SplitEvaluation> evaluations)
    {
        if (!_parts.TryGetValue(split, out var part))
        {
            return evaluations.FirstOrDefault(evaluation => evaluation.Split == split);
        }

        if (On(SplitNames.Test, evaluations) is not { } whole)
        {
            return null;
        }

        var tasks = part.Tasks.ToHashSet();
        return new SplitEvaluation(part.Name, part.Hash, whole.SuccessThreshold, [.. whole.Returns.Where(item => tasks.Contains(item.Task))]);
    }

    /// <summary>What became of the training tasks under a method.</summary>
    public ImmutableArray<TaskAccount> Accounts(MethodSummary method) => TaskAccount.ReadAll(Folder, method.Folder, _files);

    /// <summary>What an expert's calls to its endpoint took; null if it has none.</summary>
    public SpendingFile? SpendingOf(string expert) =>
        SpendingFile.Read(_files, Path.Combine(Folder, RunLayout.Expert(expert), ChatExpert.SpendingFileName));

    /// <summary>What a served student's calls took; null if there are none.</summary>
    public SpendingFile? SpendingOfStudent() => SpendingFile.Read(_files, Path.Combine(Folder, StudentAccess.SpendingPath));

    /// <summary>What a served student's tuning took; null if none was tuned.</summary>
    public TuningFile? TuningOfStudent() => TuningFile.Read(_files, Path.Combine(Folder, StudentAccess.TuningPath));

    /// <summary>Reads a run.</summary>
    /// <exception cref="GleanerException">The folder holds no run, or a file of it is damaged.</exception>
    public static RunResults Read(string folder, IRunFiles files)
    {
        var summary = RunSummary.Read(folder, files);
        var config = ConfigLoader.Parse(summary.Manifest.Identity.Configuration, $"{folder}: configuration", folder, [], folder);
        return new RunResults(folder, summary, config, files);
    }
}
