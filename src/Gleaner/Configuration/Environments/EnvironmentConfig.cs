using Gleaner.WebShop.Import;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.Evaluation;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Configuration.Environments;

/// <summary>The world that the tasks are in.</summary>
internal abstract record EnvironmentConfig
{
    private const int LongestTaskText = 600;

    /// <summary>What stands in the configuration.</summary>
    public abstract string Kind { get; }

    /// <summary>Limit of actions in a trajectory, an expert's prefix included.</summary>
    public required int MaxTurns { get; init; }

    /// <summary>The tasks where the configuration says nothing else.</summary>
    public abstract TasksConfig DefaultTasks { get; }

    /// <summary>What it is, in a few words for the report.</summary>
    public abstract string Description { get; }

    /// <summary>What results report beside win rate and score; the report explains it.</summary>
    public virtual IReadOnlyList<Measure> Measures => [];

    /// <summary>What an agent is asked to do, as its first observation tells it; the report shows it.</summary>
    public virtual string TaskText(Trajectory trajectory)
    {
        var text = (trajectory.Turns.IsEmpty ? trajectory.Final : trajectory.Turns[0].Observation).Text.Trim();
        return text.Length <= LongestTaskText ? text : text[..LongestTaskText] + "…";
    }

    /// <summary>Opens the world.</summary>
    /// <exception cref="GleanerException">It cannot be opened as it is described.</exception>
    public abstract ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken);

    internal static EnvironmentConfig Read(SectionReader reader) => reader.Kind<EnvironmentConfig>(
        "The environment.",
        (WebShopConfig.Name, WebShopConfig.ReadWebShop),
        (MazeConfig.Name, MazeConfig.ReadMaze),
        (ScienceWorldConfig.Name, ScienceWorldConfig.ReadScienceWorld),
        (AgentGymConfig.Name, AgentGymConfig.ReadAgentGym),
        (OpenEnvConfig.Name, OpenEnvConfig.ReadOpenEnv));

    /// <summary>Reads the key that all kinds have.</summary>
    protected static int ReadMaxTurns(SectionReader reader, int fallback) => reader.Value(
        "max_turns", ValueKind.Integer(1, 10_000), $"{fallback}", "Limit of actions in a trajectory, an expert's prefix included.");
}
