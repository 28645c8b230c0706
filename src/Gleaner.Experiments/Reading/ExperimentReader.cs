using System.Collections.Immutable;
using Gleaner.Experiments.Configuration;
using Gleaner.IO;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>Reads experiments from YAML. The keys are those of the registered kinds.</summary>
/// <param name="kinds">The kinds there are.</param>
/// <param name="currentFolder">The folder that relative paths in overrides start from; absolute.</param>
public sealed class ExperimentReader(KindRegistry kinds, string currentFolder)
{
    private const string AssembliesKey = "with";

    /// <summary>The longest configuration that is read, in characters.</summary>
    private const int LongestFile = 4 * 1024 * 1024;

    /// <summary>Reads a file, applies overrides and checks the whole.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides"><c>KEY=VALUE</c> each.</param>
    /// <exception cref="ConfigException">There are errors; the message has all of them.</exception>
    public Experiment Read(string path, params IEnumerable<string> overrides)
    {
        var full = Path.GetFullPath(path, currentFolder);
        try
        {
            return Parse(TextOf(full, path), path, Path.GetDirectoryName(full)!, overrides);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException([e is FileNotFoundException ? $"{path}: {e.Message}" : $"{path}: cannot be read: {e.Message}"]);
        }
    }

    // Bytes that are no text would become other characters without a word, in names and paths too.
    private static string TextOf(string full, string path)
    {
        // Pipes and devices have no length that could be asked beforehand.
        using var reader = new StreamReader(InputFile.OpenRead(full));
        var read = new char[LongestFile + 1];
        var length = reader.ReadBlock(read);
        if (length > LongestFile)
        {
            throw new ConfigException([$"{path}: it has more than {LongestFile / 1024 / 1024} MiB; that is no configuration."]);
        }

        var text = new string(read, 0, length);
        return text.IndexOf('\uFFFD', StringComparison.Ordinal) is >= 0 and var at
            ? throw new ConfigException([$"{path}:{1 + text.AsSpan(0, at).Count('\n')}: it is not UTF-8 text; save it as UTF-8."])
            : text;
    }

    /// <summary>Reads YAML text, applies overrides and checks the whole.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">The name used in errors; without its ending it is the experiment's name where the text gives none.</param>
    /// <param name="folder">The folder that relative paths start from; absolute.</param>
    /// <param name="overrides"><c>KEY=VALUE</c> each.</param>
    /// <exception cref="ConfigException">There are errors; the message has all of them.</exception>
    public Experiment Parse(string yaml, string fileName, string folder, params IEnumerable<string> overrides)
    {
        var root = overrides.Aggregate(
            YamlParser.ParseFile(yaml, fileName, folder), (node, assignment) => Override.Apply(node, assignment, currentFolder));

        // Which kinds there are is known only once the assemblies are.
        var first = new ReadLog();
        var assemblies = ReadAssemblies(new SectionReader(root, first));
        var all = first.Errors.Count > 0 ? throw new ConfigException(first.Errors) : WithAssemblies(assemblies);
        var log = new ReadLog { Context = all };
        var reader = new SectionReader(root, log);
        ReadAssemblies(reader);
        var experiment = ReadExperiment(reader, Path.GetFileNameWithoutExtension(fileName), all);
        reader.Finish();
        return log.Errors.Count == 0 ? experiment.AsRead(YamlWriter.Write(reader.Resolved)) : throw new ConfigException(log.Errors);
    }

    /// <summary>The experiment of a run, as its manifest keeps it.</summary>
    /// <param name="folder">The run's folder, absolute.</param>
    /// <param name="files">How files are reached; on disk if left out.</param>
    /// <exception cref="UsageException">The run was made by a program, which alone knows its parts.</exception>
    /// <exception cref="GleanerException">The folder holds no run.</exception>
    public Experiment ReadRun(string folder, IRunFiles? files = null)
    {
        var manifest = RunDirectory.ReadManifest(folder, files ?? new DiskRunFiles());
        return manifest.Display is { IsConfigured: false }
            ? throw new UsageException($"{folder}: this run was made by a program, not from a configuration; what was asked for needs its environment or its student, so ask that program (Experiment.ExportAsync).")
            : Parse(manifest.Identity.Configuration, $"{folder}: configuration", folder);
    }

    /// <summary>All keys there are.</summary>
    public IReadOnlyList<KeyDescription> DescribeKeys() => Describe(
        reader =>
        {
            ReadAssemblies(reader);
            ReadExperiment(reader, "the file's name", kinds);
        },
        kinds);

    /// <summary>The keys of one kind's section.</summary>
    public IReadOnlyList<KeyDescription> DescribeKeys(IKind kind) => Describe(kind.Describe, kinds);

    private static IReadOnlyList<KeyDescription> Describe(Action<SectionReader> read, KindRegistry kinds)
    {
        var log = new ReadLog { IsListing = true, Context = kinds };
        read(new SectionReader(new ConfigMapping([], new Origin("", Path.GetPathRoot(Path.GetTempPath())!)), log));
        return log.Keys;
    }

    // They decide results by their code, which is part of a run's identity, not by where they lie.
    private static ImmutableArray<string> ReadAssemblies(SectionReader reader) => reader.UnresolvedValues(
        AssembliesKey, ValueKind.Path, "", "Assemblies of your own whose kinds this experiment uses; the option `--with` does the same.");

    private KindRegistry WithAssemblies(ImmutableArray<string> assemblies) =>
        assemblies.Aggregate(kinds, (all, path) => all.WithAssembly(path));

    private static Experiment ReadExperiment(SectionReader reader, string defaultName, KindRegistry kinds)
    {
        var name = reader.Value("name", ValueKind.Name, defaultName, "The experiment's name; it titles the report and names the default output folder.");
        var seeds = reader.Values("seeds", ValueKind.Seed, "1", "Everything is repeated for each seed; results are means over them.");
        var output = reader.Unresolved("output", ValueKind.OptionalPath, "", "The run directory; by default `runs/NAME` under the current folder.");

        var cluster = reader.Unresolved("cluster", ValueKind.OptionalText, "", "The NATS server (`nats://host:4222`) whose workers play, as `--workers` says; nothing for this process. It changes no results.");
        if (cluster is not null && NatsAddresses.FaultOf(cluster) is { } fault)
        {
            reader.Fail("cluster", $"cannot be used: {fault}.");
        }

        // Null if the kind is not known; what depends on it is then read all the same, to find further errors.
        var environment = reader.Section("environment", section => section.Kind<EnvironmentKind, ExperimentEnvironment>(
            null, "Where the tasks are played.", kinds.Of<EnvironmentKind>(), (kind, own) => kind.ReadPart(own)));
        var experiment = new Experiment
        {
            Name = name,
            Seeds = seeds,
            Output = output,
            Cluster = cluster,
            Environment = environment,
            Tasks = reader.Section("tasks", section => TaskPlan.Read(section, environment?.DefaultTasks ?? TaskPlan.Unknown)),
            Experts = reader.Sections("experts", section => section.Kind<ExpertKind, ExperimentExpert>(
                null, "What the expert is; the first expert's successes are what BC learns from.", kinds.Of<ExpertKind>(), (kind, own) => kind.ReadPart(own)),
                "the policies whose trajectories are learnt from."),
            Student = reader.Section("student", section => section.Kind<StudentKind, ExperimentStudent>(
                DefaultStudent, "What learns.", kinds.Of<StudentKind>(), (kind, own) => kind.ReadPart(own))),
            Training = reader.Section("training", TrainingSchedule.Read),
            Exploration = reader.Section("exploration", ExplorationSchedule.Read),
            Evaluation = reader.Section("evaluation", EvaluationSchedule.Read),
            Methods = reader.Sections("methods", section => section.Kind<MethodKind, ExperimentMethod>(
                null, "What is compared.", kinds.Of<MethodKind>(), (kind, own) => kind.ReadPart(own)),
                "what is compared."),
        };
        new ConsistencyChecks(experiment, reader).Run();
        return experiment;
    }

    /// <summary>The student of configurations that name none: WebShop's, which was the first.</summary>
    private const string DefaultStudent = "embedded";
}
