using System.Collections.Immutable;
using Gleaner.Selection;
using Gleaner.Tasks;

namespace Gleaner.Runs;

/// <summary>
/// A run's folder, held by one process at a time:
/// <code>
/// run.json                       what the run is (RunManifest)
/// data/splits/NAME.json          the tasks (TaskSplit)
/// data/task-texts.json           what the training tasks ask for, for people
/// data/task-groups.json          which tasks share content, for statistics; only where the environment tells
/// experts/NAME/                  trajectories.jsonl, collection.json, evaluation-SPLIT.json(l), seconds.json;
///                                calls.jsonl, spending.json where it is a chat model
/// judgements/METHOD/             judgements.jsonl where a judge marks steps; calls.jsonl, spending.json where that is a chat model
/// seed-1/pretraining/            checkpoint/, learning.json, seconds.json
/// seed-1/METHOD/method.json      what the method is (MethodDescription)
/// seed-1/METHOD/iteration-1/     rollouts.jsonl, exploration.json, dataset.jsonl, checkpoint/, learning.json,
///                                evaluation-SPLIT.json(l), metrics.json, seconds.json; pairs.jsonl, samples.jsonl, verdicts.jsonl,
///                                repeats-SPLIT.json(l) where the method or the experiment has them
/// </code>
/// A stage is finished iff its .json file exists: it is written last, and holds a hash of each of the stage's files (RunCheck);
/// run.json holds those of what belongs to no stage. All but seconds.json and the dates in run.json depend on nothing but the run's
/// identity.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    private readonly IDisposable _lock;
    private readonly TimeProvider _time;
    private ImmutableSortedDictionary<string, FileHash> _hashes;

    private RunDirectory(string path, IRunFiles files, TimeProvider time, SealedRecord<RunManifest> manifest, IDisposable @lock)
    {
        Path = path;
        Files = files;
        Manifest = manifest.Value;
        _hashes = manifest.Files ?? SealedRecord.NoFiles;
        _time = time;
        _lock = @lock;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>How its files are reached.</summary>
    public IRunFiles Files { get; }

    /// <summary>What the run is.</summary>
    public RunManifest Manifest { get; private set; }

    /// <summary>Starts a run in a folder that holds none, or resumes the one that is there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="identity">What decides the run's results.</param>
    /// <param name="files">How its files are reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="display">What people are told about a new run; one that is resumed keeps what it was started with.</param>
    /// <exception cref="GleanerException">The folder holds a run of another identity, or another process works in it.</exception>
    public static RunDirectory Open(string path, RunIdentity identity, IRunFiles files, TimeProvider time, RunDisplay? display = null)
    {
        path = System.IO.Path.GetFullPath(path);
        var held = TryHold(path, files)
            ?? throw new GleanerException($"{path}: another process is working on this run. Wait for it, or stop it.");
        try
        {
            return new RunDirectory(path, files, time, StartOrResume(path, identity, display, files, time), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock of a folder, whether it holds a run or not, until disposed.</summary>
    /// <param name="path">The folder, absolute; it is made if it is not there.</param>
    /// <param name="files">How its files are reached.</param>
    /// <returns>Null if another process has it.</returns>
    public static IDisposable? TryHold(string path, IRunFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.TryLock(System.IO.Path.Combine(path, RunLayout.Lock));
    }

    /// <summary>Reads a run's manifest without taking its lock.</summary>
    /// <exception cref="GleanerException">The folder holds no run.</exception>
    public static RunManifest ReadManifest(string path, IRunFiles files)
    {
        var file = System.IO.Path.Combine(path, RunLayout.Manifest);
        return files.Exists(file)
            ? SealedRecord.Read<RunManifest>(files, file).Value
            : throw new GleanerException($"{path}: there is no run in this folder (it has no {RunLayout.Manifest}).");
    }

    /// <summary>Reads a split that a run keeps, without taking its lock.</summary>
    /// <returns>Null if it keeps none of this name.</returns>
    public static TaskSplit? ReadSplit(string path, string name, IRunFiles files)
    {
        var file = System.IO.Path.Combine(path, RunLayout.Split(name));
        return files.Exists(file) ? SplitFile.Read(files, file) : null;
    }

    /// <summary>The absolute path of something in the run.</summary>
    /// <param name="relative">Relative to the run's folder, with <c>/</c>.</param>
    public string Resolve(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Keeps a split in the run.</summary>
    /// <exception cref="GleanerException">The run has another split of this name.</exception>
    public void Store(TaskSplit split)
    {
        var file = Resolve(RunLayout.Split(split.Name));
        if (!Files.Exists(file))
        {
            SplitFile.Write(Files, file, split);
        }
        else if (SplitFile.Read(Files, file) != split)
        {
            throw new GleanerException($"{file}: the run has a different split '{split.Name}'. Start a new run for other tasks.");
        }

        Keep(RunLayout.Split(split.Name));
    }

    /// <summary>Keeps what a judge said for a method; what is kept already stays.</summary>
    public void StoreJudgements(string method, IEnumerable<StepJudgement> judgements)
    {
        var relative = $"{RunLayout.Judgements(method)}/{RunLayout.JudgementsFile}";
        if (!Files.Exists(Resolve(relative)))
        {
            Files.WriteLines(Resolve(relative), judgements);
        }

        Keep(relative);
    }

    /// <summary>Reads what a judge said for a method; null if the run keeps nothing yet.</summary>
    /// <exception cref="GleanerException">The file is damaged.</exception>
    public ImmutableArray<StepJudgement>? ReadJudgements(string method)
    {
        var file = Resolve($"{RunLayout.Judgements(method)}/{RunLayout.JudgementsFile}");
        return Files.Exists(file) ? Files.ReadLines<StepJudgement>(file) : null;
    }

    /// <summary>Keeps what the training tasks ask for, for people, as their first observations tell it; what is kept already stays.</summary>
    public void StoreTaskTexts(IReadOnlyDictionary<TaskId, string> texts)
    {
        var file = Resolve(RunLayout.TaskTexts);
        if (!Files.Exists(file))
        {
            Files.WriteJson(file, texts.ToImmutableSortedDictionary(text => text.Key.Value, text => text.Value, StringComparer.Ordinal));
        }

        Keep(RunLayout.TaskTexts);
    }

    /// <summary>Keeps which group each task is in; nothing where the environment tells of none, and what is kept already stays.</summary>
    public void StoreTaskGroups(IReadOnlyDictionary<TaskId, string> groups)
    {
        var file = Resolve(RunLayout.TaskGroups);
        if (groups.Count > 0 && !Files.Exists(file))
        {
            Files.WriteJson(file, groups.ToImmutableSortedDictionary(group => group.Key.Value, group => group.Value, StringComparer.Ordinal));
        }
    }

    /// <summary>Reads which group each task is in, by task id; empty if the run keeps none.</summary>
    public static IReadOnlyDictionary<string, string> ReadTaskGroups(string path, IRunFiles files)
    {
        var file = System.IO.Path.Combine(path, RunLayout.TaskGroups);
        return files.Exists(file) ? files.ReadJson<ImmutableSortedDictionary<string, string>>(file) : ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>Reads what the training tasks ask for, by task id; empty if the run keeps none.</summary>
    public static IReadOnlyDictionary<string, string> ReadTaskTexts(string path, IRunFiles files)
    {
        var file = System.IO.Path.Combine(path, RunLayout.TaskTexts);
        return files.Exists(file) ? files.ReadJson<ImmutableSortedDictionary<string, string>>(file) : ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>Marks the run as finished; the time of the first finish stays.</summary>
    public void Finish()
    {
        // A stage that goes missing from now on is noticed.
        var hashes = _hashes.SetItems(Files.FilesIn(Path).Where(RunLayout.IsStageRecord).Select(HashOf));
        if (Manifest.Finished is null || !hashes.SequenceEqual(_hashes))
        {
            _hashes = hashes;
            Manifest = Manifest with { Finished = Manifest.Finished ?? _time.GetUtcNow() };
            Write(Files, Path, Manifest, _hashes);
        }
    }

    /// <summary>Keeps the hash of a file that belongs to no stage. One whose hash is kept already was compared with it when the run was opened.</summary>
    /// <param name="relative">Relative to the run's folder, with <c>/</c>.</param>
    internal void Keep(string relative)
    {
        if (!_hashes.ContainsKey(relative))
        {
            _hashes = _hashes.SetItems([HashOf(relative)]);
            Write(Files, Path, Manifest, _hashes);
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private KeyValuePair<string, FileHash> HashOf(string relative) => new(relative, FileHash.Of(Files, Resolve(relative)));

    private static SealedRecord<RunManifest> StartOrResume(string path, RunIdentity identity, RunDisplay? display, IRunFiles files, TimeProvider time)
    {
        var file = System.IO.Path.Combine(path, RunLayout.Manifest);
        if (files.Exists(file))
        {
            var manifest = SealedRecord.Read<RunManifest>(files, file);
            IdentityCheck.RequireSame(path, manifest.Value.Identity, identity);
            files.DeleteUnfinished(path);
            return manifest with { Files = Check(path, manifest, files) };
        }

        var started = new RunManifest(identity, time.GetUtcNow(), Finished: null) { Display = display };
        Write(files, path, started, SealedRecord.NoFiles);
        return new SealedRecord<RunManifest>(started, SealedRecord.NoFiles);
    }

    /// <summary>Checks the files of a run that is resumed. What is gone is made again, and may then have other bytes: its hash is dropped.</summary>
    private static ImmutableSortedDictionary<string, FileHash> Check(string path, SealedRecord<RunManifest> manifest, IRunFiles files)
    {
        var kept = SealedRecord.NoFiles;
        foreach (var (relative, hash) in manifest.Files ?? SealedRecord.NoFiles)
        {
            var file = System.IO.Path.Combine(path, relative);
            if (files.Exists(file))
            {
                RunCheck.CheckFile(files, file, hash, System.IO.Path.Combine(path, RunLayout.Manifest));
                kept = kept.Add(relative, hash);
            }
        }

        if (manifest.Files is { } before && kept.Count < before.Count)
        {
            Write(files, path, manifest.Value, kept);
        }

        return kept;
    }

    private static void Write(IRunFiles files, string path, RunManifest manifest, ImmutableSortedDictionary<string, FileHash> hashes) =>
        SealedRecord.Write(files, System.IO.Path.Combine(path, RunLayout.Manifest), manifest, hashes);
}
