namespace Gleaner.Methods;

/// <summary>How long a recovery state stays one. [ours]</summary>
public enum RecoveryMemory
{
    /// <summary>
    /// For the iteration whose verdicts make it one: the paper's definition to the letter. One that the student solves from itself in a
    /// later iteration is then no longer a recovery state, and its solution is never taught for it.
    /// </summary>
    Iteration,

    /// <summary>Until an iteration has taught it: it is left out of those after the one that ended with a solution for it, unless found again.</summary>
    UntilSolved,

    /// <summary>For good: every later iteration teaches it, as s0 of a task, once there is a solution.</summary>
    Always,
}
