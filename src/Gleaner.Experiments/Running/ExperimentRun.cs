using System.Reflection;
using Gleaner.IO;
using Gleaner.Methods;
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
        try
        {
            await InOpenAsync(folder, use, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever calls a run has one kind of exception with a message for people. A folder that is not there is a disk's fault here, and no bad data.
            throw new GleanerException(
                $"reading or writing failed: {exception.Message}",
                exception is FileNotFoundException or DirectoryNotFoundException ? new IOException(exception.Message, exception) : exception);
        }
    }

    private async Task InOpenAsync(string folder, Func<ExperimentStages, Task> use, CancellationToken cancellationToken)
    {
        experiment.Validate();
        if (File.Exists(folder))
        {
            throw new IOException($"'{folder}' is a file; a run needs a folder.");
        }

        AtomicFolder.CreateIfMissing(folder);
        var setting = new WorldSetting(Path.Combine(folder, "data"), options.Clock) { Warn = options.Warn };
        var parts = await OpenedExperiment.OpenAsync(experiment, setting, cancellationToken).ConfigureAwait(false);
        await using var closing = parts.ConfigureAwait(false);
        using var directory = RunDirectory.Open(folder, parts.Identify(options.Command), options.Files, options.Clock, Display(parts.World));
        var context = new RunContext
        {
            Directory = directory,
            Environment = parts.World.Environment,
            KeepsTexts = directory.Manifest.Display?.RecordsTexts ?? KeepsTexts(parts.World),
            Rollouts = parts.Rollouts,
            Warn = options.Warn,
            Observer = options.ObserverInUse,
            Time = options.Clock,
        };
        using var access = parts.Student.Open?.Invoke(context);

        // Everything is loaded before the long part begins: the program's files may be rebuilt while it runs.
        LoadAssemblies(Assembly.GetEntryAssembly() ?? Assembly.GetExecutingAssembly(), []);
        var runner = options.Rollouts is { } backend
            ? await backend.OpenAsync(context, cancellationToken).ConfigureAwait(false)
            : new LocalRollouts(context.Environment);
        await using var ending = runner.ConfigureAwait(false);
        await use(new ExperimentStages(experiment, parts.Student, parts.Experts, parts.Splits, context with { Runner = runner }, options.Warn)).ConfigureAwait(false);
    }

    // An environment that is not Gleaner's, or that no configuration names, is not at hand wherever the run is read; with the
    // texts it can be shown and exported all the same.
    private bool KeepsTexts(World world) =>
        options.KeepTexts || experiment.Resolved is null || world.Environment.GetType().Assembly.GetName().Name is not { } name || !name.StartsWith("Gleaner.", StringComparison.Ordinal);

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
