using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>Experts whose trajectories lie in a file, whoever made them.</summary>
public sealed class RecordedKind : ExpertKind<RecordedConfig>
{
    /// <inheritdoc/>
    public override string Name => "recorded";

    /// <inheritdoc/>
    public override string Summary => "Reads trajectories from a file, in any environment.";

    /// <inheritdoc/>
    public override RecordedConfig Read(SectionReader reader)
    {
        var name = ReadName(reader, "recorded");
        var file = reader.Value("file", ValueKind.Path, null, "Trajectories as JSON Lines; `gleaner import` writes such files. Several on a task are several runs of the expert.");
        var policy = reader.Values("policy", ValueKind.Text, "", "Take only trajectories of this policy of the file; an empty list takes all.");
        if (policy.Length > 1)
        {
            reader.Fail("policy", "names more than one policy: list an expert for each.");
        }

        var runs = reader.Value("max_runs_per_task", ValueKind.Integer(0), "0", "The most runs on one task that are taken, the first ones; 0 for all.");
        var strict = reader.Value("strict", ValueKind.Flag, "false", "Stop if any trajectory does not replay. Otherwise those that do not are refused and counted, and it is an error if they are more than half.");
        return new RecordedConfig(name, file, policy.FirstOrDefault()) { MaxRunsPerTask = runs, Strict = strict };
    }

    /// <inheritdoc/>
    public override string Describe(RecordedConfig config) =>
        $"Trajectories recorded in {Path.GetFileName(config.File)}{(config.Policy is null ? "" : $" by {config.Policy}")}.";

    /// <inheritdoc/>
    public override bool? IsSimulated(RecordedConfig config) => null;

    /// <inheritdoc/>
    public override IEnumerable<PreflightCheck> Checks(RecordedConfig config) => base.Checks(config).Prepend(new FileCheck($"experts.{config.Name}.file", config.File));

    /// <inheritdoc/>
    public override IExpert Create(RecordedConfig config, World world, int maxTurns) => RecordedExpert.OfFile(
        config.Name, config.File, config.Policy, config.MaxRunsPerTask == 0 ? int.MaxValue : config.MaxRunsPerTask, config.Strict);
}

/// <summary>What the section of a recorded expert says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="File">The file, absolute, in Gleaner's format for trajectories.</param>
/// <param name="Policy">The policy of the file whose trajectories are meant; null for all.</param>
public sealed record RecordedConfig(string Name, string File, string? Policy = null) : ExpertConfig(Name)
{
    /// <summary>The most runs on one task that are taken, the first ones; 0 for all.</summary>
    public int MaxRunsPerTask { get; init; }

    /// <summary>Whether a single trajectory that does not replay ends the run, instead of being refused alone.</summary>
    public bool Strict { get; init; }
}
