using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Maze.Kinds;

/// <summary>Mazes made from a seed.</summary>
public sealed class MazeKind : EnvironmentKind<MazeConfig>
{
    /// <summary>The name in configurations.</summary>
    public const string KindName = "maze";

    /// <summary>The one list of tasks there is.</summary>
    private const string AllMazes = "mazes";

    private const string Rules =
        "You are in a maze. Find the key, then the way out. Cells are named like a1: the letter is the column, from left to right, "
        + "the number the row, upwards. Answer with move up, move down, move left or move right and nothing else.";

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override string Summary => "Mazes made from a seed.";

    /// <inheritdoc/>
    public override MazeConfig Read(SectionReader reader) => new()
    {
        Size = reader.Value("size", ValueKind.Integer(2, 9), "4", "Columns and rows of each maze."),
        Count = reader.Value("count", ValueKind.Integer(1, 100_000), "1000", "Number of mazes; those that come out equal count once."),
        Seed = reader.Value("seed", ValueKind.Seed, "1", "Seed of the mazes."),
        MaxTurns = ReadMaxTurns(reader, 20),
    };

    /// <inheritdoc/>
    public override string Describe(MazeConfig config) =>
        string.Create(CultureInfo.InvariantCulture, $"{config.Count:N0} made mazes of {config.Size} × {config.Size} cells");

    /// <inheritdoc/>
    public override int MaxTurns(MazeConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(MazeConfig config) => new(
        new TaskRange(AllMazes, 300, 300), new TaskRange(AllMazes, 200, 100), new TaskRange(AllMazes, 0, 200), Disjoint: 0);

    /// <inheritdoc/>
    public override ValueTask<World> OpenAsync(MazeConfig config, WorldSetting setting, CancellationToken cancellationToken) => new(new MazeWorld(config));

    private sealed class MazeWorld(MazeConfig config) : World
    {
        private readonly MazeEnvironment _mazes = new(config.Size, config.Count, new Seed(config.Seed));

        public override IEnvironment Environment => _mazes;

        public override string Rules => MazeKind.Rules;

        // The configuration says all that the mazes are made of.
        public override ImmutableSortedDictionary<string, string> DataHashes => ImmutableSortedDictionary<string, string>.Empty;

        public override ImmutableArray<string> TaskLists => [AllMazes];

        public override IReadOnlyList<TaskId> TasksOf(string list) => _mazes.Tasks;
    }
}

/// <summary>What the section of mazes says.</summary>
public sealed record MazeConfig
{
    /// <summary>Columns and rows of each maze, 2 to 9.</summary>
    public int Size { get; init; } = 4;

    /// <summary>Number of mazes; those that come out equal count once.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Seed of the mazes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Limit of actions in a trajectory.</summary>
    public int MaxTurns { get; init; } = 20;
}
