using Gleaner.Tasks;

namespace Gleaner.Runs;

/// <summary>
/// A run's folder, held by one process at a time:
/// <code>
/// run.json                       what the run is (RunManifest)
/// data/splits/NAME.json          the tasks (TaskSplit)
/// data/experts/NAME.jsonl        expert trajectories
/// seed-1/pretraining/            a stage: checkpoint/, learning.json, seconds.json
/// seed-1/METHOD/method.json      what the method is (MethodDescription)
/// seed-1/METHOD/iteration-1/     rollouts.jsonl, exploration.json, dataset.jsonl, checkpoint/, learning.json,
///                                evaluation-SPLIT.jsonl, evaluation.json, metrics.json, seconds.json
/// </code>
/// </summary>
public sealed class RunDirectory : IDisposable
{
    private readonly IDisposable _lock;

    private RunDirectory(string path, IRunFiles files, RunManifest manifest, IDisposable @lock)
    {
        Path = path;
        Files = files;
        Manifest = manifest;
        _lock = @lock;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>How its files are reached.</summary>
    public IRunFiles Files { get; }

    /// <summary>What the run is.</summary>
    public RunManifest Manifest { get; private set; }

    /// <summary>Starts a run in a new or empty folder, or resumes the one that is there.</summary>
    /// <exception cref="GleanerException">The folder holds a run of another identity, or another process works in it.</exception>
    public static RunDirectory Open(string path, RunIdentity identity, IRunFiles files, TimeProvider time) =>
        throw new NotImplementedException();

    /// <summary>Reads a run's manifest without taking its lock.</summary>
    /// <exception cref="GleanerException">The folder holds no run.</exception>
    public static RunManifest ReadManifest(string path, IRunFiles files) => throw new NotImplementedException();

    /// <summary>The absolute path of something in the run.</summary>
    /// <param name="relative">Relative to the run's folder, with <c>/</c>.</param>
    public string Resolve(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Keeps a split in the run.</summary>
    public void Store(TaskSplit split) => throw new NotImplementedException();

    /// <summary>Marks the run as finished.</summary>
    public void Finish() => throw new NotImplementedException();

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();
}
