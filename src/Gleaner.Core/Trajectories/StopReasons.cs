using System.Collections.Immutable;

namespace Gleaner.Trajectories;

/// <summary>What stop reasons have in common.</summary>
public static class StopReasons
{
    extension(StopReason reason)
    {
        /// <summary>Whether the environment failed: the trajectory says nothing about the policy.</summary>
        public bool IsEnvironmentFailure =>
            reason is StopReason.EnvironmentTimedOut or StopReason.EnvironmentDied or StopReason.EnvironmentError;

        /// <summary>Whether a trajectory ended otherwise than by the end of its task.</summary>
        public bool IsEarly => reason != StopReason.Done;

        /// <summary>Whether the policy was let play to an end of its own or the task's.</summary>
        public bool IsOfThePolicy => reason != StopReason.ReplayDiverged && !reason.IsEnvironmentFailure;
    }

    /// <summary>Counts the reasons other than <see cref="StopReason.Done"/>; null if there are none.</summary>
    public static ImmutableSortedDictionary<StopReason, int>? Stops(this IEnumerable<StopReason> reasons)
    {
        var counts = reasons.Where(reason => reason.IsEarly).CountBy(reason => reason).ToImmutableSortedDictionary();
        return counts.IsEmpty ? null : counts;
    }
}
