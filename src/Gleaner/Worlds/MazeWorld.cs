using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.Environments;
using Gleaner.Maze;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.CommandLine.Worlds;

/// <summary>The mazes that an experiment's configuration describes.</summary>
internal sealed class MazeWorld(MazeConfig config) : World
{
    /// <summary>The one list there is.</summary>
    public const string All = "mazes";

    private readonly MazeEnvironment _mazes = new(config.Size, config.Count, new Seed(config.Seed));

    public override IEnvironment Environment => _mazes;

    public override string Rules =>
        "You are in a maze. Find the key, then the way out. Cells are named like a1: the letter is the column, from left to right, "
        + "the number the row, upwards. Answer with move up, move down, move left or move right and nothing else.";

    // The configuration says all that the mazes are made of.
    public override ImmutableSortedDictionary<string, string> DataHashes => ImmutableSortedDictionary<string, string>.Empty;

    public override ImmutableArray<string> TaskLists => [All];

    public override IReadOnlyList<TaskId> TasksOf(string list) => _mazes.Tasks;
}
