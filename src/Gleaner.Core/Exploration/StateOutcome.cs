namespace Gleaner.Exploration;

/// <summary>What came of the rollouts from one start state.</summary>
/// <param name="Step">The number of the trunk's actions before the state; 0 for s0.</param>
/// <param name="Attempts">n: rollouts simulated from it, at least 1.</param>
/// <param name="Successes">k: how many of them were positive.</param>
/// <param name="FirstSucceeded">Whether the first of them was positive.</param>
public readonly record struct StateOutcome(int Step, int Attempts, int Successes, bool FirstSucceeded);

/// <summary>v(s): whether the student succeeds from a state.</summary>
public enum StateVerdict
{
    /// <summary>The rollouts do not tell.</summary>
    Unknown,

    /// <summary>It fails.</summary>
    Failure,

    /// <summary>It succeeds.</summary>
    Success,
}

/// <summary>A start state that was explored, and what is said of it.</summary>
/// <param name="Outcome">What came of the rollouts from it.</param>
/// <param name="Verdict">v(s), as a rule decided it.</param>
public readonly record struct ExploredState(StateOutcome Outcome, StateVerdict Verdict)
{
    /// <summary>The number of the trunk's actions before the state; 0 for s0.</summary>
    public int Step => Outcome.Step;
}
