using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Methods;
using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Tasks;

namespace Gleaner.Experiments.Reporting;

/// <summary>A run's folder as reports need it: what was measured, on which splits, and what people are told about its parts. Needs nothing but the folder.</summary>
public sealed class RunResults
{
    private static readonly string[] PartsOfTest = [SplitNames.Seen, SplitNames.Unseen];

    private readonly IRunFiles _files;
    private readonly Dictionary<string, TaskSplit> _parts;

    private RunResults(string folder, RunSummary summary, RunDisplay display, IRunFiles files)
    {
        Folder = folder;
        Summary = summary;
        Display = display;
        TaskTexts = RunDirectory.ReadTaskTexts(folder, files);
        TaskGroups = RunDirectory.ReadTaskGroups(folder, files);
        _files = files;

        // What is all of the test split is no part of it: its column would be the same, and its comparisons would be counted twice.
        var whole = RunDirectory.ReadSplit(folder, SplitNames.Test, files)?.Tasks.Length ?? int.MaxValue;
        _parts = PartsOfTest
            .Select(name => RunDirectory.ReadSplit(folder, name, files))
            .OfType<TaskSplit>()
            .Where(split => split.Tasks.Length > 0 && split.Tasks.Length < whole)
            .ToDictionary(split => split.Name);
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>What was measured.</summary>
    public RunSummary Summary { get; }

    /// <summary>What people are told about the run.</summary>
    public RunDisplay Display { get; }

    /// <summary>What the training tasks ask for, by task id.</summary>
    public IReadOnlyDictionary<string, string> TaskTexts { get; }

    /// <summary>Which group of tasks that share content each task is in, by task id; empty where the run does not tell.</summary>
    public IReadOnlyDictionary<string, string> TaskGroups { get; }

    /// <summary>How files are reached.</summary>
    public IRunFiles Files => _files;

    /// <summary>The seeds.</summary>
    public ImmutableArray<ulong> Seeds => Summary.Manifest.Identity.Seeds;

    /// <summary>The test splits in the order of columns; the parts of the first one follow it.</summary>
    public IEnumerable<(string Name, int Tasks)> TestSplits()
    {
        var further = Summary.Methods.SelectMany(method => method.Description.Tests).Distinct().Except(SplitNames.Tests);
        foreach (var name in SplitNames.Tests.Concat(further))
        {
            if ((PartsOfTest.Contains(name) ? _parts.GetValueOrDefault(name) : Summary.Splits.GetValueOrDefault(name)) is { Tasks.Length: > 0 } split)
            {
                yield return (name, split.Tasks.Length);
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

        return On(SplitNames.Test, evaluations)?.On(part);
    }

    /// <summary>The group of each task of an evaluation as a number; empty where the run tells of no groups.</summary>
    public IReadOnlyList<int> GroupsOf(SplitEvaluation evaluation)
    {
        if (TaskGroups.Count == 0)
        {
            return [];
        }

        // A task without a group is one of its own; no group's name is a task's.
        var numbers = new Dictionary<(bool IsGroup, string Name), int>();
        return
        [
            .. evaluation.Returns.Select(item =>
            {
                var key = TaskGroups.TryGetValue(item.Task.Value, out var group) ? (true, group) : (false, item.Task.Value);
                return numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count;
            }),
        ];
    }

    /// <summary>What <c>gleaner diagnose</c> found before the run; null where it was not asked.</summary>
    public Diagnosis? Diagnosis => Seeds.IsDefaultOrEmpty ? null : DiagnosisStage.Read(Folder, Seeds[0], _files);

    /// <summary>What became of the training tasks under a method.</summary>
    public ImmutableArray<TaskAccount> Accounts(MethodSummary method) => TaskAccount.ReadAll(Folder, method.Folder, _files);

    /// <summary>How the run's rollouts ended, and its health checks.</summary>
    /// <param name="notes">Further kinds of notes, which may bring checks of their own.</param>
    /// <exception cref="GleanerException">A file of the run is damaged.</exception>
    public RunHealth Health(params IEnumerable<IRunNotes> notes)
    {
        var health = RunHealth.Of(Summary, Folder, _files);
        return health with { Checks = [.. health.Checks, .. notes.SelectMany(kind => kind.ChecksOf(this))] };
    }

    /// <summary>What people are told about a method; behaviour cloning included. A method that the manifest does not name is told by its name alone.</summary>
    public MethodDisplay MethodNamed(string name) =>
        Display.Methods.FirstOrDefault(method => method.Name == name) ?? new MethodDisplay(name, "", MethodRole.Baseline);

    /// <summary>The names of the methods that explore failures.</summary>
    public IReadOnlySet<string> EefMethods =>
        Display.Methods.Where(method => method.Role == MethodRole.Eef).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a training task asks for; empty if the run does not say.</summary>
    public string TaskText(TaskId task) => TaskTexts.GetValueOrDefault(task.Value, "");

    /// <summary>Reads a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="which">Which files are compared with their hashes first.</param>
    /// <exception cref="GleanerException">The folder holds no run, or a file of it is missing or damaged.</exception>
    public static RunResults Read(string folder, IRunFiles files, CheckedFiles which = CheckedFiles.AllButCheckpoints)
    {
        var summary = RunSummary.Read(folder, files, which);
        return new RunResults(folder, summary, summary.Manifest.Display ?? DisplayOf(summary), files);
    }

    // A run that a program made stage by stage says nothing about itself; its names are in its folders.
    private static RunDisplay DisplayOf(RunSummary summary) => new()
    {
        Name = "run",
        IsConfigured = false,
        Environment = "",
        Rules = "",
        RecordsTexts = false,
        Measures = [],
        Student = "",
        StudentNote = "",
        Experts = [.. summary.Experts.Select(expert => new ExpertDisplay(expert.Name, "", null))],
        Methods = [.. summary.Methods.Select(method => method.Description.Name).Distinct().Select(name => new MethodDisplay(name, "", MethodRole.Baseline))],
    };
}
