using Gleaner.Runs;

namespace Gleaner.Viewer.Index;

/// <summary>What the lines of a file of a run are.</summary>
internal enum LineKind
{
    /// <summary>Trajectories or rollouts.</summary>
    Rollouts,

    /// <summary>Examples that were learnt from.</summary>
    Examples,

    /// <summary>Verdicts that a method gave itself.</summary>
    Verdicts,
}

/// <summary>A file of lines in a run, whichever form it has now.</summary>
/// <param name="Name">Names it for good, for example <c>seed-1/EEF/iteration-1/rollouts</c>.</param>
/// <param name="Path">Where it is now, relative to the run: the journal of a stage that is not finished, else the finished file.</param>
/// <param name="Lines">What its lines are.</param>
/// <param name="Kind">What the rollouts in it were made for.</param>
/// <param name="Track">The folder of the method; empty for an expert's.</param>
/// <param name="Iteration">The iteration; 0 for an expert's.</param>
/// <param name="Split">The split; empty for training.</param>
/// <param name="Expert">The expert; empty for a student's.</param>
/// <param name="Threshold">The return from which on a rollout in it counts as won.</param>
internal sealed record RunFile(
    string Name, string Path, LineKind Lines, RolloutKind Kind, string Track, int Iteration, string Split, string Expert, double Threshold)
{
    /// <summary>How journals end.</summary>
    public const string Journal = ".journal";

    /// <summary>Whether its stage is not finished.</summary>
    public bool IsJournal => Path.EndsWith(Journal, StringComparison.Ordinal);
}

/// <summary>Finds the files of lines that a run has now.</summary>
/// <param name="folder">The run's folder, absolute.</param>
/// <param name="files">How files are reached.</param>
internal sealed class RunFileFinder(string folder, IRunFiles files)
{
    private const string Finished = ".jsonl";

    /// <summary>The methods that have begun, by folder.</summary>
    public IReadOnlyList<(string Folder, ulong Seed, MethodDescription Method)> Methods(RunManifest manifest) =>
    [
        .. from seed in manifest.Identity.Seeds
           from name in files.Folders(Resolve(RunLayout.Seed(seed)))
           let method = $"{RunLayout.Seed(seed)}/{name}"
           let file = Resolve($"{method}/{RunLayout.MethodFile}")
           where files.Exists(file)
           let description = files.ReadJson<MethodDescription>(file)
           orderby description.Order
           select (method, seed, description),
    ];

    /// <summary>The files, experts' first: a trunk comes before its branches.</summary>
    public IEnumerable<RunFile> Find(IReadOnlyList<(string Folder, ulong Seed, MethodDescription Method)> methods)
    {
        var threshold = methods.Select(method => method.Method.SuccessThreshold).DefaultIfEmpty(1).First();
        var splits = methods.SelectMany(method => method.Method.EvaluationSplits).Distinct(StringComparer.Ordinal).ToList();
        foreach (var expert in files.Folders(Resolve("experts")))
        {
            var prefix = $"experts/{expert}";
            if (Locate($"{prefix}/trajectories") is { } trajectories)
            {
                yield return new RunFile($"{prefix}/trajectories", trajectories, LineKind.Rollouts, RolloutKind.Expert, "", 0, "", expert, threshold);
            }

            foreach (var evaluation in Evaluations(prefix, splits, "", 0, expert, threshold))
            {
                yield return evaluation;
            }
        }

        foreach (var (method, _, description) in methods)
        {
            for (var iteration = 1; iteration <= description.Iterations; iteration++)
            {
                foreach (var file in OfIteration(method, iteration, description, splits))
                {
                    yield return file;
                }
            }
        }
    }

    private IEnumerable<RunFile> OfIteration(string method, int iteration, MethodDescription description, IReadOnlyList<string> splits)
    {
        var prefix = RunLayout.Iteration(method, iteration);
        (string Name, LineKind Lines)[] parts = [("rollouts", LineKind.Rollouts), ("dataset", LineKind.Examples), ("verdicts", LineKind.Verdicts)];
        foreach (var (name, lines) in parts)
        {
            if (Locate($"{prefix}/{name}") is { } path)
            {
                yield return new RunFile($"{prefix}/{name}", path, lines, RolloutKind.Exploration, method, iteration, "", "", description.SuccessThreshold);
            }
        }

        foreach (var evaluation in Evaluations(prefix, splits, method, iteration, "", description.SuccessThreshold))
        {
            yield return evaluation;
        }
    }

    private IEnumerable<RunFile> Evaluations(string prefix, IReadOnlyList<string> splits, string track, int iteration, string expert, double threshold) =>
        from split in splits
        let name = $"{prefix}/evaluation-{split}"
        let path = Locate(name)
        where path is not null
        select new RunFile(name, path, LineKind.Rollouts, RolloutKind.Evaluation, track, iteration, split, expert, threshold);

    private string? Locate(string name) =>
        files.Exists(Resolve(name + Finished)) ? name + Finished
        : files.Exists(Resolve(name + RunFile.Journal)) ? name + RunFile.Journal
        : null;

    private string Resolve(string relative) => System.IO.Path.Combine(folder, relative);
}
