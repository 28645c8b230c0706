using System.Collections.Immutable;
using System.Reflection;
using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>Opens a run's folder for an experiment and runs what is not done yet.</summary>
internal sealed class ExperimentRun(Experiment experiment, RunOptions options)
{
    /// <summary>Runs the experiment.</summary>
    /// <param name="folder">The run's folder, absolute.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <exception cref="UsageException">The folder holds a run, and it is not to be resumed.</exception>
    public async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        if (!options.Resume && options.Files.Exists(Path.Combine(folder, RunLayout.Manifest)))
        {
            throw new UsageException($"{folder}: there is a run in this folder. Resume it with --resume, or name another folder with --output.");
        }

        await InAsync(folder, stages => stages.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the behaviour-cloned student, or finds it in the folder, and plans a method's first exploration with it.</summary>
    /// <param name="method">The method that explores.</param>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="use">What is done with it while the world is open.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    public Task ExploreFirstAsync(ExperimentMethod method, string folder, Func<FirstExploration, Task> use, CancellationToken cancellationToken) => InAsync(
        folder,
        async stages => await use(await stages.ExploreFirstAsync(method, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false),
        cancellationToken);

    /// <summary>Makes the behaviour-cloned student, or finds it in the folder, and diagnoses with it.</summary>
    /// <param name="diagnosis">How much is simulated.</param>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    public async Task<Diagnosis> DiagnoseAsync(DiagnosisOptions diagnosis, string folder, CancellationToken cancellationToken)
    {
        Diagnosis? result = null;
        await InAsync(folder, async stages => result = await stages.DiagnoseAsync(diagnosis, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return result!;
    }

    private async Task InAsync(string folder, Func<ExperimentStages, Task> use, CancellationToken cancellationToken)
    {
        experiment.Validate();
        Directory.CreateDirectory(folder);
        var world = await experiment.Environment
            .OpenAsync(new WorldSetting(Path.Combine(folder, "data"), options.Clock) { Warn = options.Warn }, cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        var splits = ExperimentSplits.Of(experiment.TasksOrDefault, world);
        var student = experiment.Student.Prepare(world);
        ImmutableArray<(string Name, IExpert Expert)> experts =
            [.. experiment.Experts.Select(expert => (expert.Name, expert.Create(world, experiment.Environment.MaxTurns)))];
        using var directory = RunDirectory.Open(folder, Identify(world, splits, student, experts), options.Files, options.Clock, Display(world));
        var context = new RunContext
        {
            Directory = directory,
            Environment = world.Environment,
            KeepsTexts = directory.Manifest.Display?.RecordsTexts ?? KeepsTexts(world),
            Rollouts = experiment.Student.Adapt(new RolloutOptions { MaxTurns = experiment.Environment.MaxTurns }),
            Warn = options.Warn,
            Observer = options.ObserverInUse,
            Time = options.Clock,
        };
        using var access = student.Open?.Invoke(context);

        // Everything is loaded before the long part begins: the program's files may be rebuilt while it runs.
        LoadAssemblies(Assembly.GetEntryAssembly() ?? Assembly.GetExecutingAssembly(), []);
        await use(new ExperimentStages(experiment, student, [.. experts.Select(expert => expert.Expert)], splits, context, options.Warn)).ConfigureAwait(false);
    }

    // An environment that is not Gleaner's, or that no configuration names, is not at hand wherever the run is read; with the
    // texts it can be shown and exported all the same.
    private bool KeepsTexts(World world) =>
        options.KeepTexts || experiment.Resolved is null || world.Environment.GetType().Assembly.GetName().Name is not { } name || !name.StartsWith("Gleaner.", StringComparison.Ordinal);

    private RunIdentity Identify(
        World world, ExperimentSplits splits, PreparedStudent student, ImmutableArray<(string Name, IExpert Expert)> experts) => new()
    {
        Command = options.Command,
        Version = typeof(ExperimentRun).Assembly.GetName().Version!.ToString(3),
        CodeHash = CodeInUse(world, student, experts),
        Configuration = experiment.Identity,
        Seeds = experiment.Seeds,
        DataHashes = splits.All
            .ToImmutableSortedDictionary(split => $"split {split.Name}", split => split.Hash)
            .AddRange(world.DataHashes)
            .AddRange(experts.Where(expert => expert.Expert.DataHash is not null).Select(expert => new KeyValuePair<string, string>($"expert {expert.Name}", expert.Expert.DataHash!)))
            .AddRange(student.DataHash is { } hash ? [new("student", hash)] : []),
    };

    /// <summary>A library that computes in Gleaner's place is part of the program: a run is not resumed under another.</summary>
    private string CodeInUse(World world, PreparedStudent student, ImmutableArray<(string Name, IExpert Expert)> experts)
    {
        var own = CodeHash.Of(
        [
            world.GetType().Assembly, world.Environment.GetType().Assembly, student.Create.Method.Module.Assembly,
            .. experts.Select(expert => expert.Expert.GetType().Assembly),
            .. experiment.Methods.Select(method => method.Create(experiment.FirstExpert).GetType().Assembly),
        ]);
        return experiment.Student.ComputedBy is { } library ? $"{own} with {library}" : own;
    }

    private RunDisplay Display(World world) => new()
    {
        Name = experiment.Name,
        IsConfigured = experiment.Resolved is not null,
        Environment = experiment.Environment.Description,
        Rules = world.Rules,
        RecordsTexts = KeepsTexts(world) || world.Environment.RecordsTexts,
        Measures = [.. experiment.Environment.Measures.Select(measure => new MeasureDisplay(measure.Name, measure.Meaning))],
        Student = experiment.Student.Description,
        StudentNote = experiment.Student.Note,
        Experts = [.. experiment.Experts.Select(expert => new ExpertDisplay(expert.Name, expert.Description, expert.IsSimulated))],
        Methods =
        [
            new MethodDisplay(Experiment.BehaviorCloningName, $"Behaviour cloning on the successes of {experiment.FirstExpert}.", MethodRole.Baseline),
            .. experiment.Methods.Select(method => new MethodDisplay(method.Name, method.Describe(experiment.FirstExpert), method.Role)),
        ],
    };

    private static void LoadAssemblies(Assembly assembly, HashSet<string> loaded)
    {
        foreach (var name in assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Gleaner", StringComparison.Ordinal) && loaded.Add(name.FullName)))
        {
            LoadAssemblies(Assembly.Load(name), loaded);
        }
    }
}
