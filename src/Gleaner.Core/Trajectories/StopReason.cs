namespace Gleaner.Trajectories;

/// <summary>Why a trajectory ended.</summary>
public enum StopReason
{
    /// <summary>The environment said that the task is over.</summary>
    Done,

    /// <summary>The limit of turns was reached, or that of an episode's time.</summary>
    TurnLimit,

    /// <summary>The policy's context was full.</summary>
    ContextLimit,

    /// <summary>Replaying the expert's prefix gave another observation than the recorded one; nothing was simulated.</summary>
    ReplayDiverged,

    /// <summary>The policy gave up: it had no action to offer, or none in time.</summary>
    NoAction,

    /// <summary>The environment did not answer in time.</summary>
    EnvironmentTimedOut,

    /// <summary>The environment's process or connection ended.</summary>
    EnvironmentDied,

    /// <summary>The environment answered with an error, or with something that is not an answer.</summary>
    EnvironmentError,
}
