using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Kinds;

/// <summary>ScienceWorld on the user's jar. The default tasks are the first of every type in the official splits.</summary>
public sealed class ScienceWorldKind : EnvironmentKind<ScienceWorldConfig>
{
    /// <summary>The name in configurations.</summary>
    public const string KindName = "scienceworld";

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override string Summary => "ScienceWorld, played in simulators that run your scienceworld.jar.";

    /// <inheritdoc/>
    public override ScienceWorldConfig Read(SectionReader reader)
    {
        var defaults = new SimulatorOptions();
        return new ScienceWorldConfig
        {
            Simplifications = reader.Value("simplifications", Labels, "easy", "What is made easier: `easy`, labels with commas between, or `none`. It is part of every task's id."),
            Episodes = new EpisodeSettings
            {
                StepLimit = reader.Value("step_limit", ValueKind.Integer(1), "100", "Ticks of the world after which an episode is over (100 in the original, 200 in ETO; waiting takes several)."),
                TurnLimits = reader.Value("turn_limits", ValueKind.OneOf<TurnLimitRule>(), "none", "Limits of turns by type of task besides `max_turns`: none, or ETO's table (10 to 120)."),
                Return = reader.Value("return", ValueKind.OneOf<ScoreRule>(), "highest", "What an episode is worth: its highest raw score, as in ETO and EEF, or the final one with a failure as 0."),
                Comparison = reader.ResolvedWhereGiven("compare", ValueKind.OneOf<ReplayComparison>(), "exact", "When a state that is reached again is the recorded one: exact, if all its text is the same, or tolerant, whatever the order of listed things and the readings of thermometers (for simulators before 1.3.0); start states that are reached so are counted apart."),
                ShowsFirstLook = reader.Value("first_look", ValueKind.Flag, "true", "Whether the first observation shows the room as well as the task; recordings replay only under their own setting."),
            },
            MaxTurns = ReadMaxTurns(reader, 100),
            Lists = reader.Section("lists", TaskListKeys.Read),

            // None of these decides a result; the jar does, and its hash is part of the run.
            Simulators = new SimulatorOptions
            {
                Jar = reader.Unresolved("jar", ValueKind.OptionalPath, "", "scienceworld.jar; empty to use the one that SCIENCEWORLD_JAR names or that `pip install scienceworld` has installed."),
                Java = reader.Unresolved("java", JavaProgram, "", "A `java` of version 8 or newer, a path or a name in PATH; empty for the one in JAVA_HOME or PATH."),
                Instances = reader.Unresolved("instances", ValueKind.Integer(0, 1024), "0", "The most simulators to run, one Java process each; as many episodes are open at once. 0 for one per core.") is > 0 and var instances
                    ? instances : defaults.Instances,
                MemoryMegabytes = reader.Unresolved("memory_mb", ValueKind.Integer(64, 65_536), $"{defaults.MemoryMegabytes}", "Heap of each simulator in MB."),
                EpisodesPerInstance = reader.Unresolved("episodes_per_instance", ValueKind.Integer(1), $"{defaults.EpisodesPerInstance}", "Episodes after which a simulator is replaced."),
                StartTimeout = ReadSeconds(reader, "start_timeout", defaults.StartTimeout, "Seconds that a simulator may take to start."),
                StepTimeout = ReadSeconds(reader, "step_timeout", defaults.StepTimeout, "Seconds that a step may take; after it the simulator is killed and the rollout stopped and counted."),
                LoadTimeout = ReadSeconds(reader, "load_timeout", defaults.LoadTimeout, "Seconds that loading a task may take, its gold path included where it is asked for."),
            },
        };
    }

    /// <inheritdoc/>
    public override string Describe(ScienceWorldConfig config) => $"ScienceWorld, simplifications: {config.Simplifications}";

    /// <inheritdoc/>
    public override int MaxTurns(ScienceWorldConfig config) => config.MaxTurns;

    /// <summary>8, 2 and 5 of each of the 30 types, where there are as many.</summary>
    public override TaskPlan DefaultTasks(ScienceWorldConfig config) => new(
        new TaskRange("official-train", 0, 234) { PerType = 8 },
        new TaskRange("official-dev", 0, 60) { PerType = 2 },
        new TaskRange("official-test", 0, 149) { PerType = 5 },
        Disjoint: 0);

    /// <inheritdoc/>
    public override async ValueTask<World> OpenAsync(ScienceWorldConfig config, WorldSetting setting, CancellationToken cancellationToken) =>
        await ScienceWorldWorld.OpenAsync(config, cancellationToken).ConfigureAwait(false);

    private static ValueKind<Simplifications> Labels { get; } = new(
        $"none, or some of {string.Join(", ", Simplifications.KnownLabels)} with commas between",
        Simplifications.None,
        scalar =>
        {
            try
            {
                var read = Simplifications.Parse(scalar.Text);
                return new(true, read, read.Labels.IsEmpty ? "none" : string.Join(", ", read.Labels));
            }
            catch (GleanerException)
            {
                return default;
            }
        })
        {
            IsText = true,
        };

    // A bare name is looked up in PATH and must not become a path.
    private static ValueKind<string?> JavaProgram { get; } = new(
        "a path, a name or nothing",
        null,
        scalar => scalar.Text.Length > 0 && Path.GetFileName(scalar.Text) == scalar.Text ? new(true, scalar.Text, scalar.Text) : ValueKind.OptionalPath.Parse(scalar))
        {
            IsText = true,
        };

    private static TimeSpan ReadSeconds(SectionReader reader, string key, TimeSpan fallback, string meaning) =>
        TimeSpan.FromSeconds(reader.Unresolved(key, ValueKind.Integer(1, 86_400), $"{(int)fallback.TotalSeconds}", meaning));
}

/// <summary>What the section of ScienceWorld says.</summary>
public sealed record ScienceWorldConfig
{
    /// <summary>What is made easier; part of every task's id.</summary>
    public required Simplifications Simplifications { get; init; }

    /// <summary>Limits and return of episodes.</summary>
    public required EpisodeSettings Episodes { get; init; }

    /// <summary>How simulators are started. None of it decides a result; the jar does, and its hash is part of the run.</summary>
    public required SimulatorOptions Simulators { get; init; }

    /// <summary>Where published lists of tasks lie.</summary>
    public required TaskListFiles Lists { get; init; }

    /// <summary>Limit of actions in a trajectory.</summary>
    public required int MaxTurns { get; init; }
}
