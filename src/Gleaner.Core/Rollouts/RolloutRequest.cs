using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Rollouts;

/// <summary>A rollout to be simulated.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Attempt">Counts the rollouts from the same start state in the same iteration, from 0.</param>
public sealed record RolloutRequest(StartState Start, int Attempt)
{
    /// <summary>Names the rollout within an iteration: <c>TASK|START|ATTEMPT</c>.</summary>
    public string Key => KeyOf(Start.Task, Start.Label, Attempt);

    /// <summary>The seed of the rollout's random stream: it depends on nothing but the iteration's seed and the key.</summary>
    public Seed SeedUnder(Seed iteration) => iteration.Derive(Key);

    internal static string KeyOf(TaskId task, string start, int attempt) => $"{task}|{start}|{attempt}";
}
