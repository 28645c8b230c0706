using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Toy;

/// <summary>A whole small experiment in the corridor: expert, pre-training (of nothing), BC, EEF.</summary>
internal sealed class ToyExperiment(string folder)
{
    public IRunFiles Files { get; init; } = new DiskRunFiles(flushesToDisk: false);

    public IEnvironment Environment { get; init; } = new KeyDoorEnvironment();

    public IRunObserver? Observer { get; init; }

    public IMethod Method { get; init; } = new ExploringExpertFailures("EEF", ["wanderer"], new EefOptions { ExpertStates = 3, SimulationsPerTask = 4 });

    public string? RestartStage { get; init; }

    public int Workers { get; init; } = 2;

    public int BatchSize { get; init; } = 5;

    public double Carelessness { get; init; } = 0.5;

    /// <summary>Recorded runs of the expert, in place of letting it play.</summary>
    public IReadOnlyList<Trajectory>? Recorded { get; init; }

    /// <summary>The first task of the test split; from 12 on it is apart from training and dev.</summary>
    public int FirstTest { get; init; } = 12;

    public Action<string> Warn { get; init; } = _ => { };

    public CancellationToken Cancellation { get; init; }

    public static RunIdentity Identity { get; } = new()
    {
        Command = "toy",
        Version = "1",
        CodeHash = "c0de",
        Configuration = "toy: true\nseeds: [7]\n",
        Seeds = [7],
        DataHashes = ImmutableSortedDictionary<string, string>.Empty.Add("corridor", "abc"),
    };

    public async Task<ImmutableArray<IterationMetrics>> RunAsync()
    {
        using var directory = RunDirectory.Open(folder, Identity, Files, new FrozenTime());
        var context = new RunContext
        {
            Directory = directory,
            Environment = Environment,
            Rollouts = new RolloutOptions { MaxTurns = 16, Workers = Workers, BatchSize = BatchSize },
            Time = new FrozenTime(),
            Warn = Warn,
        };
        context = Observer is null ? context : context with { Observer = Observer };
        var (training, dev, test) = (
            KeyDoorEnvironment.Split("train", 0, 9), KeyDoorEnvironment.Split("dev", 9, 3), KeyDoorEnvironment.Split("test", FirstTest, 6));
        foreach (var split in new[] { training, dev, test })
        {
            directory.Store(split);
        }

        var seed = new Seed(7);
        var expert = Wanderer.Create(carelessness: Carelessness);
        var experts = Recorded is null
            ? await new ExpertCollection(context).CollectAsync(expert, training.Tasks, new Decoding(1), seed, Cancellation)
            : await new ExpertImport(context).ImportAsync(expert.Name, Recorded, strict: false, Cancellation);
        var student = new TableStudent(Files is FaultyRunFiles faulty ? () => faulty.Change() : null);
        await new PretrainingStage(context).RunAsync(
            RunLayout.Pretraining(7), (_, _) => Task.FromResult<(IStudent, LearningSummary)>((student, LearningSummary.None)), Cancellation);

        var runner = new MethodRunner(context);
        var cloning = new MethodRun
        {
            Folder = RunLayout.Method(7, "BC"),
            Order = 0,
            Method = new BehaviorCloning(),
            Iterations = 1,
            Prototype = student,
            StartStage = RunLayout.Pretraining(7),
            Experts = experts,
            Training = training,
            Dev = dev,
            Tests = [test],
            Learning = new LearningPlan(Steps: 6, BatchSize: 1, LearningRate: 0.2, default),
            Exploration = new Decoding(1),
            Seed = seed,
        };
        await runner.RunAsync(cloning, Cancellation);
        var metrics = await runner.RunAsync(
            cloning with
            {
                Folder = RunLayout.Method(7, Method.Name),
                Order = 1,
                Method = Method,
                Iterations = 3,
                StartStage = RunLayout.Iteration(cloning.Folder, 1),
                RestartStage = RestartStage,
            },
            Cancellation);
        directory.Finish();
        return metrics;
    }

    /// <summary>All files of a run that must not depend on chance or time, by name, as text.</summary>
    public static SortedDictionary<string, string> DeterministicFiles(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("seconds.json" or "lock") && !file.EndsWith(".tmp", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText),
        StringComparer.Ordinal);

    private sealed class FrozenTime : TimeProvider
    {
        private long _ticks;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimestampFrequency);
    }
}
