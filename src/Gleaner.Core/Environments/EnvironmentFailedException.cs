using Gleaner.Trajectories;

namespace Gleaner.Environments;

/// <summary>
/// An episode came to an end because its environment failed, not because of anything the agent did. The rollout is stopped with
/// the reason, counted and never learnt from.
/// </summary>
public sealed class EnvironmentFailedException : GleanerException
{
    /// <param name="reason"><see cref="StopReason.EnvironmentTimedOut"/>, <see cref="StopReason.EnvironmentDied"/> or <see cref="StopReason.EnvironmentError"/>.</param>
    /// <param name="message">What happened, and where.</param>
    /// <param name="inner">What it was noticed by; may be null.</param>
    /// <exception cref="ArgumentException">The reason is not a failure of an environment.</exception>
    public EnvironmentFailedException(StopReason reason, string message, Exception? inner = null)
        : base(message, inner!)
    {
        Reason = reason.IsEnvironmentFailure
            ? reason
            : throw new ArgumentException($"{reason} is not a failure of an environment.", nameof(reason));
    }

    /// <summary>Why the trajectory ends.</summary>
    public StopReason Reason { get; }
}
