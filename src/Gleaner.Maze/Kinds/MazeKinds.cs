using Gleaner.Experiments;

namespace Gleaner.Maze.Kinds;

/// <summary>What mazes bring to experiments.</summary>
public static class MazeKinds
{
    /// <summary>The environment and its simulated expert.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new MazeKind(), new WalkerKind()];
}
