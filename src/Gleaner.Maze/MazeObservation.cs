using System.Collections.Immutable;
using Gleaner.Environments;

namespace Gleaner.Maze;

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
