using Gleaner.Cluster.Coordinating;
using Gleaner.Cluster.Working;
using Gleaner.Experiments;
using Gleaner.Maze.Kinds;
using Gleaner.Students.Kinds;

namespace Gleaner.Cluster.Tests;

/// <summary>A whole experiment that takes a second or two, run in this process or by workers in this process.</summary>
internal sealed class TinyMaze : IDisposable
{
    private const string Yaml =
        """
        name: maze
        environment: {kind: maze, size: 3, count: 40, max_turns: 8}
        tasks:
          test: {first: 0, count: 8}
          dev: {first: 8, count: 4}
          train: {first: 12, count: 12}
        experts:
          - {kind: simulated-walker, distraction: 0.3}
        student:
          kind: text
          width: 16
          layers: 1
          heads: 1
          feed_forward: 16
          pieces: 520
          context: 256
          pretraining: {steps: 3, batch: 4, length: 64}
        training:
          bc: {steps: 3, batch: 4}
          iteration: {steps: 3, batch: 4}
        exploration: {iterations: 1}
        methods:
          - {kind: eef}
        """;

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Stops workers that would wait for another run.</summary>
    public CancellationTokenSource Stop { get; } = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <summary>What coordinators and workers told.</summary>
    public List<string> Told { get; } = [];

    public static ExperimentReader Reader { get; } = new(KindRegistry.Basic.With([.. MazeKinds.All, .. StudentKinds.All]), Path.GetTempPath());

    public static Experiment Experiment => Reader.Parse(Yaml, "maze.yaml", Path.GetTempPath());

    private static readonly Lazy<Task<IReadOnlyDictionary<string, string>>> Alone = new(async () =>
    {
        using var maze = new TinyMaze();
        await Experiment.RunAsync(maze.Folder.File("alone"), new RunOptions(), CancellationToken.None);
        return maze.Contents("alone");
    });

    /// <summary>The files of a run in one process, without those that hold times.</summary>
    public static Task<IReadOnlyDictionary<string, string>> AloneAsync() => Alone.Value;

    /// <summary>Runs with workers.</summary>
    public Task RunAsync(ClusterOptions options, string folder = "many", Func<RunOptions, RunOptions>? adapt = null, CancellationToken? cancellationToken = null)
    {
        var own = new RunOptions { Rollouts = new ClusterBackend(options), Warn = Tell };
        return Experiment.RunAsync(Folder.File(folder), adapt?.Invoke(own) ?? own, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public Task WorkAsync(ClusterOptions options, string name, Func<WorkerOptions, WorkerOptions>? adapt = null, CancellationToken? cancellationToken = null)
    {
        var own = new WorkerOptions { Name = name, Folder = Folder.File(name), Slots = 1, EndsWithRun = true };
        var worker = new ClusterWorker(options, adapt?.Invoke(own) ?? own, Reader, Tell);
        return Task.Run(() => worker.RunAsync(cancellationToken ?? TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    public IReadOnlyDictionary<string, string> Contents(string folder) => Directory
        .EnumerateFiles(Folder.File(folder), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not ("run.json" or "seconds.json" or "lock"))
        .ToDictionary(file => Path.GetRelativePath(Folder.File(folder), file), file => Convert.ToHexString(File.ReadAllBytes(file)));

    /// <summary>What was told, the last line of the coordinator.</summary>
    public string Summary => Lines().Last(line => line.StartsWith("cluster:", StringComparison.Ordinal));

    public IReadOnlyList<string> Lines()
    {
        lock (Told)
        {
            return [.. Told];
        }
    }

    public void Dispose()
    {
        Stop.Dispose();
        Folder.Dispose();
    }

    private void Tell(string line)
    {
        lock (Told)
        {
            Told.Add(line);
        }
    }
}
