using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Reads what a run's folder holds so far.</summary>
internal sealed class RunReader(string path, IRunFiles files)
{
    public RunSummary Read()
    {
        var manifest = RunDirectory.ReadManifest(path, files);
        var methods = manifest.Identity.Seeds.SelectMany(ReadMethods).ToImmutableArray();
        var splits = methods
            .SelectMany(method => method.Description.EvaluationSplits.Append(method.Description.Training))
            .Distinct()
            .ToImmutableSortedDictionary(name => name, ReadSplit, StringComparer.Ordinal);
        return new RunSummary
        {
            Manifest = manifest,
            Splits = splits,
            Experts = [.. files.Folders(Resolve(RunLayout.ExpertsFolder)).Select(folder => ReadExpert(folder, splits.Keys)).OfType<ExpertSummary>()],
            Pretraining = manifest.Identity.Seeds
                .Where(seed => files.Exists(Resolve($"{RunLayout.Pretraining(seed)}/{RunLayout.LearningFile}")))
                .ToImmutableSortedDictionary(seed => seed, ReadPretraining),
            Methods = methods,
        };
    }

    public MethodSummary ReadMethod(ulong seed, string folder)
    {
        var file = Resolve($"{folder}/{RunLayout.MethodFile}");
        if (!files.Exists(file))
        {
            throw new GleanerException($"{path}: the run has no method in '{folder}' (yet).");
        }

        var description = files.ReadJson<MethodDescription>(file);
        return new MethodSummary(seed, folder, description, [.. ReadIterations(folder, description.Iterations)]);
    }

    public TaskSplit ReadSplit(string name) => SplitFile.Read(files, Resolve(RunLayout.Split(name)));

    public ImmutableArray<Trajectory> ReadTrajectories(string expert)
    {
        var file = Resolve(RunLayout.ExpertTrajectories(expert));
        return [.. TrajectoryJsonLines.Read(files.OpenRead(file), file)];
    }

    public bool Exists(string relative) => files.Exists(Resolve(relative));

    public T ReadRecord<T>(string relative) => SealedRecord.Read<T>(files, Resolve(relative)).Value;

    public ImmutableArray<T> ReadLines<T>(string relative) => files.ReadLines<T>(Resolve(relative));

    private string Resolve(string relative) => Path.Combine(path, relative);

    private IEnumerable<MethodSummary> ReadMethods(ulong seed) => files
        .Folders(Resolve(RunLayout.Seed(seed)))
        .Select(name => $"{RunLayout.Seed(seed)}/{name}")
        .Where(folder => files.Exists(Resolve($"{folder}/{RunLayout.MethodFile}")))
        .Select(folder => ReadMethod(seed, folder))
        .OrderBy(method => method.Description.Order);

    private IEnumerable<IterationSummary> ReadIterations(string methodFolder, int count) => Enumerable
        .Range(1, count)
        .Select(number => RunLayout.Iteration(methodFolder, number))
        .TakeWhile(folder => files.Exists(Resolve($"{folder}/{RunLayout.MetricsFile}")))
        .Select(folder => new IterationSummary(
            folder, ReadRecord<IterationMetrics>($"{folder}/{RunLayout.MetricsFile}"), ReadSeconds(folder)));

    private ExpertSummary? ReadExpert(string folder, IEnumerable<string> splits)
    {
        if (!files.Exists(Resolve($"{RunLayout.ExpertsFolder}/{folder}/{RunLayout.CollectionFile}")))
        {
            return null;
        }

        var trajectories = ReadTrajectories(folder);
        var evaluations = splits
            .Select(split => RunLayout.Evaluation($"{RunLayout.ExpertsFolder}/{folder}", split))
            .Where(Exists)
            .Select(ReadRecord<SplitEvaluation>);
        var refusals = $"{RunLayout.ExpertsFolder}/{folder}/{RunLayout.RefusalsFile}";
        return new ExpertSummary(trajectories.IsEmpty ? folder : trajectories[0].Policy, trajectories, [.. evaluations])
        {
            Refused = Exists(refusals) ? ReadLines<RefusedRecording>(refusals) : [],
        };
    }

    private StageSummary ReadPretraining(ulong seed)
    {
        var folder = RunLayout.Pretraining(seed);
        return new StageSummary(ReadRecord<LearningMetrics>($"{folder}/{RunLayout.LearningFile}"), ReadSeconds(folder));
    }

    private StageSeconds ReadSeconds(string folder)
    {
        var file = Resolve($"{folder}/{RunLayout.SecondsFile}");
        return files.Exists(file) ? files.ReadJson<StageSeconds>(file) : default;
    }
}
