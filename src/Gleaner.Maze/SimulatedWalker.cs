using Gleaner.Policies;
using Gleaner.Randomness;

namespace Gleaner.Maze;

/// <summary>
/// A simulated expert that sees what an agent sees and remembers where it was. It goes where it has been least, nearest to the
/// target first; but before each move it may lose its head, and from then on it wanders.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="distraction">How likely it is to lose its head before a move, 0 to 1.</param>
/// <param name="seed">With a task it determines the walk.</param>
public sealed class SimulatedWalker(string name, double distraction, Seed seed) : IPolicy
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new ScriptedSession(Act);

    private string Act(OpenEpisode episode)
    {
        var random = seed.Derive(name, episode.Task).ToStream();
        var isLost = false;
        for (var turn = 0; turn <= episode.Turns.Count; turn++)
        {
            isLost |= random.NextDouble() < distraction;
        }

        var now = (MazeObservation)episode.Observation;
        var seen = episode.Turns.Select(turn => (MazeObservation)turn.Observation).Where(past => past.Target == now.Target).Append(now).ToList();
        var ways = MazeEnvironment.Directions.Except(now.Walls).ToList();
        var way = isLost
            ? ways[random.Next(ways.Count)]
            : ways.OrderBy(way => seen.Count(past => past.Position == now.Position.Next(way)))
                .ThenBy(way => now.Position.Next(way).DistanceTo(now.Target)).First();
        return $"move {way}".ToLowerInvariant();
    }
}
