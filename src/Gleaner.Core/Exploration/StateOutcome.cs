namespace Gleaner.Exploration;

/// <summary>What came of the rollouts from one start state.</summary>
/// <param name="Step">The number of expert actions before the state; 0 for s0.</param>
/// <param name="Attempts">Rollouts simulated from it, at least 1.</param>
/// <param name="Successes">How many of them were positive.</param>
public readonly record struct StateOutcome(int Step, int Attempts, int Successes)
{
    /// <summary>v(s): the student succeeded from the state. With several attempts: at least once.</summary>
    public bool IsSuccess => Successes > 0;
}
