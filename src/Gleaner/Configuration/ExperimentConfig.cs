using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Experts;
using Gleaner.CommandLine.Configuration.Nodes;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Configuration.Students;

namespace Gleaner.CommandLine.Configuration;

/// <summary>A whole experiment, checked. Immutable.</summary>
internal sealed record ExperimentConfig
{
    /// <summary>The experiment's name; it titles the report and names the default output folder.</summary>
    public required string Name { get; init; }

    /// <summary>Everything is repeated for each of them.</summary>
    public required ImmutableArray<ulong> Seeds { get; init; }

    /// <summary>The run directory, absolute; null for <c>runs/NAME</c> under the current folder.</summary>
    public required string? Output { get; init; }

    public required EnvironmentConfig Environment { get; init; }

    public required TasksConfig Tasks { get; init; }

    public required ImmutableArray<ExpertConfig> Experts { get; init; }

    public required StudentConfig Student { get; init; }

    public required TrainingConfig Training { get; init; }

    public required ExplorationConfig Exploration { get; init; }

    public required ImmutableArray<MethodConfig> Methods { get; init; }

    /// <summary>Every key with its value, as YAML that gives the same configuration when read.</summary>
    public required string Resolved { get; init; }

    /// <summary>Declares the keys of the whole file.</summary>
    internal static ExperimentConfig Read(SectionReader reader, string defaultName)
    {
        var name = reader.Value("name", ValueKind.Name, defaultName, "The experiment's name; it titles the report and names the default output folder.");
        var seeds = reader.Values("seeds", ValueKind.Seed, "1", "Everything is repeated for each seed; results are means over them.");
        var output = reader.Unresolved("output", ValueKind.OptionalPath, "", "The run directory; where it is left out, `runs/NAME` under the current folder.");

        // Null if the kind is not known; what depends on it is then read all the same, to find further errors.
        var environment = reader.Section("environment", EnvironmentConfig.Read);
        var config = new ExperimentConfig
        {
            Name = name,
            Seeds = seeds,
            Output = output,
            Environment = environment,
            Tasks = reader.Section("tasks", section => TasksConfig.Read(section, environment?.DefaultTasks ?? TasksConfig.Unknown)),
            Experts = reader.Sections("experts", ExpertConfig.Read, "the policies whose trajectories are learnt from."),
            Student = reader.Section("student", StudentConfig.Read),
            Training = reader.Section("training", TrainingConfig.Read),
            Exploration = reader.Section("exploration", ExplorationConfig.Read),
            Methods = reader.Sections("methods", MethodConfig.Read, "what is compared."),
            Resolved = "",
        };
        ConsistencyChecks.Run(config, reader);
        return config with { Resolved = YamlWriter.Write(reader.Resolved) };
    }
}
