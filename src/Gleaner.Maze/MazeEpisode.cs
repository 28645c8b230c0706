using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Maze;

/// <summary>A walk through a maze: first the key, then the way out, which is locked without it.</summary>
public sealed class MazeEpisode : IEpisode
{
    private static readonly Dictionary<string, Direction> Moves =
        MazeEnvironment.Directions.ToDictionary(direction => $"move {direction}".ToLowerInvariant());

    private readonly MazeLayout _maze;
    private Cell _position;
    private bool _hasKey;

    internal MazeEpisode(MazeLayout maze)
    {
        _maze = maze;
        _position = maze.Start;
        Observation = See("Find the key, then the way out: move up, move down, move left or move right. ");
    }

    /// <inheritdoc/>
    public TaskId Task => _maze.Task;

    /// <inheritdoc/>
    public Observation Observation { get; private set; }

    /// <inheritdoc/>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    public double Return => IsDone ? 1 : 0;

    /// <summary>Moves. What is not a move, or leads into a wall, changes nothing but what is seen.</summary>
    public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        var isPossible = Moves.TryGetValue(action, out var direction) && !IsDone && _maze.IsOpen(_position, direction);
        _position = isPossible ? _position.Next(direction) : _position;
        var foundKey = !_hasKey && _position == _maze.Key;
        _hasKey |= foundKey;
        IsDone |= isPossible && _hasKey && _position == _maze.Exit;
        Observation = IsDone
            ? new Observation("You are out.")
            : See(foundKey ? "You have found the key. " : isPossible ? "" : Moves.ContainsKey(action) ? "There is a wall. " : "That is no move. ");
        return new(new StepResult(Observation, isPossible && IsDone ? 1 : 0, IsDone, isPossible));
    }

    private MazeObservation See(string news) => new(
        news, _position, _hasKey, _hasKey ? _maze.Exit : _maze.Key,
        [.. MazeEnvironment.Directions.Where(direction => !_maze.IsOpen(_position, direction))]);
}

/// <summary>What one sees in a maze. The text says all that the members do.</summary>
/// <param name="news">What came of the last move; ends in a blank or is empty.</param>
/// <param name="position">Where one is.</param>
/// <param name="hasKey">Whether the key has been found.</param>
/// <param name="target">Where one has to go: to the key, then to the way out.</param>
/// <param name="walls">Where one cannot go.</param>
public sealed class MazeObservation(string news, Cell position, bool hasKey, Cell target, ImmutableArray<Direction> walls) : Observation(
    $"{news}You are at {position}. {(hasKey ? "Way out" : "Key")} at {target}. "
    + (walls.IsEmpty ? "No walls." : $"Walls {string.Join(", ", walls).ToLowerInvariant()}."))
{
    /// <summary>Where one is.</summary>
    public Cell Position { get; } = position;

    /// <summary>Where one has to go: to the key, then to the way out.</summary>
    public Cell Target { get; } = target;

    /// <summary>Where one cannot go.</summary>
    public ImmutableArray<Direction> Walls { get; } = walls;
}
