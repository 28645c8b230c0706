using System.Globalization;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;

namespace Gleaner.CommandLine.Configuration.Environments;

/// <summary>Mazes made from a seed.</summary>
internal sealed record MazeConfig : EnvironmentConfig
{
    public const string Name = "maze";

    public override string Kind => Name;

    public required int Size { get; init; }

    public required int Count { get; init; }

    public required ulong Seed { get; init; }

    public override TasksConfig DefaultTasks => new(
        new TaskRange(MazeWorld.All, 300, 300),
        new TaskRange(MazeWorld.All, 200, 100),
        new TaskRange(MazeWorld.All, 0, 200),
        Disjoint: 0);

    public override string Description =>
        string.Create(CultureInfo.InvariantCulture, $"{Count:N0} made mazes of {Size} × {Size} cells");

    public override ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken) => new(new MazeWorld(this));

    internal static MazeConfig ReadMaze(SectionReader reader) => new()
    {
        Size = reader.Value("size", ValueKind.Integer(2, 9), "4", "Columns and rows of each maze."),
        Count = reader.Value("count", ValueKind.Integer(1, 100_000), "1000", "Number of mazes; those that come out equal count once."),
        Seed = reader.Value("seed", ValueKind.Seed, "1", "Seed of the mazes."),
        MaxTurns = ReadMaxTurns(reader, 20),
    };
}
