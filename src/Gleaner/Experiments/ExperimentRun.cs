using System.Collections.Immutable;
using System.Reflection;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Configuration;
using Gleaner.CommandLine.Configuration.Students;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;
using Gleaner.Decoder.Training;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Experiments;

/// <summary>Opens a run's folder for an experiment and runs what is not done yet.</summary>
internal sealed class ExperimentRun(AppSurroundings surroundings, IRunFiles files, Action<string> warn)
{
    /// <summary>Runs an experiment.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="folder">The run's folder, absolute.</param>
    /// <param name="mayResume">Whether a run that is there already is gone on with.</param>
    /// <param name="observer">Told about everything that happens.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <exception cref="UsageException">The folder holds a run, and it is not to be resumed.</exception>
    public async Task RunAsync(ExperimentConfig config, string folder, bool mayResume, IRunObserver observer, CancellationToken cancellationToken)
    {
        if (!mayResume && files.Exists(Path.Combine(folder, RunLayout.Manifest)))
        {
            throw new UsageException($"{folder}: there is a run in this folder. Go on with it by --resume, or name another folder by --output.");
        }

        await InAsync(config, folder, observer, async experiment =>
        {
            await experiment.RunAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the behaviour-cloned student, or finds it in the folder, and plans a method's first exploration with it.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="method">The method that explores.</param>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="use">What is done with it while the world is open.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    public Task ExploreFirstAsync(
        ExperimentConfig config, MethodConfig method, string folder, Func<FirstExploration, Task> use, CancellationToken cancellationToken) =>
        InAsync(config, folder, SilentObserver.Instance, async experiment =>
        {
            await use(await experiment.ExploreFirstAsync(method, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    private async Task<T> InAsync<T>(
        ExperimentConfig config, string folder, IRunObserver observer, Func<Experiment, Task<T>> use, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var world = await config.Environment
            .OpenAsync(new WorldSetting(Path.Combine(folder, "data"), surroundings.Clock) { Warn = warn }, cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        var splits = ExperimentSplits.Of(config.Tasks, world);
        var student = config.Student.Prepare(world);
        var experts = config.Experts.Select(expert => (expert.Name, Expert: expert.Create(world, config.Environment.MaxTurns))).ToList();
        using var directory = RunDirectory.Open(folder, Identify(config, world, splits, student, experts), files, surroundings.Clock);
        var context = new RunContext
        {
            Directory = directory,
            Environment = world.Environment,
            Rollouts = config.Student.Adapt(Experiment.Rollouts(config)),
            Observer = observer,
            Time = surroundings.Clock,
        };

        using var access = student.Open?.Invoke(context);

        // Everything is loaded before the long part begins: the program's files may be rebuilt while it runs.
        LoadAssemblies(Assembly.GetExecutingAssembly(), []);
        return await use(new Experiment(config, student, [.. experts.Select(expert => expert.Expert)], splits, context)).ConfigureAwait(false);
    }

    private RunIdentity Identify(
        ExperimentConfig config, World world, ExperimentSplits splits, PreparedStudent student, IEnumerable<(string Name, IExpert Expert)> experts) => new()
    {
        Command = surroundings.CommandLine,
        Version = typeof(ExperimentRun).Assembly.GetName().Version!.ToString(3),
        CodeHash = CodeInUse(config),
        Configuration = config.Resolved,
        Seeds = config.Seeds,
        DataHashes = splits.All
            .ToImmutableSortedDictionary(split => $"split {split.Name}", split => split.Hash)
            .AddRange(world.DataHashes)
            .AddRange(experts.Where(expert => expert.Expert.DataHash is not null).Select(expert => new KeyValuePair<string, string>($"expert {expert.Name}", expert.Expert.DataHash!)))
            .AddRange(student.DataHash is { } hash ? [new("student", hash)] : []),
    };

    /// <summary>A library that computes in Gleaner's place is part of the program: a run is not gone on with under another.</summary>
    private static string CodeInUse(ExperimentConfig config)
    {
        var own = CodeHash.Of(AppContext.BaseDirectory);
        return Accelerators.InUse(config.Student.Accelerator) is { } library ? $"{own} with {library}" : own;
    }

    private static void LoadAssemblies(Assembly assembly, HashSet<string> loaded)
    {
        foreach (var name in assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Gleaner", StringComparison.Ordinal) && loaded.Add(name.FullName)))
        {
            LoadAssemblies(Assembly.Load(name), loaded);
        }
    }
}
