using System.Collections.Frozen;
using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Maze;

/// <summary>Mazes made from a seed. One sees where one is, where to go and the walls beside, but not the way.</summary>
public sealed class MazeEnvironment : IEnvironment
{
    private readonly FrozenDictionary<TaskId, MazeLayout> _mazes;

    /// <summary>Makes the mazes.</summary>
    /// <param name="size">Columns and rows of each, 2 to 9.</param>
    /// <param name="count">How many, at least 1. Small mazes may come out equal, and then count once.</param>
    /// <param name="seed">What they are made from.</param>
    public MazeEnvironment(int size, int count, Seed seed)
    {
        var mazes = Enumerable.Range(0, count).Select(number => MazeLayout.Generate(size, seed.Derive(number))).DistinctBy(maze => maze.Task).ToList();
        Tasks = [.. mazes.Select(maze => maze.Task)];
        _mazes = mazes.ToFrozenDictionary(maze => maze.Task);
    }

    /// <inheritdoc/>
    public string Name => "maze";

    /// <summary>A trajectory is positive iff it gets out.</summary>
    public double SuccessThreshold => 1;

    /// <summary>The tasks, in the order in which they were made.</summary>
    public ImmutableArray<TaskId> Tasks { get; }

    internal static ImmutableArray<Direction> Directions { get; } = [Direction.Up, Direction.Down, Direction.Left, Direction.Right];

    /// <inheritdoc/>
    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => _mazes.TryGetValue(task, out var maze)
        ? new(new MazeEpisode(maze))
        : throw new GleanerException($"There is no task {task}: these mazes have other sizes or another seed.");
}
