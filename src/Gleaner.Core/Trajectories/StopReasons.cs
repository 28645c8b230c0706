namespace Gleaner.Trajectories;

/// <summary>What stop reasons have in common.</summary>
public static class StopReasons
{
    extension(StopReason reason)
    {
        /// <summary>Whether the environment failed: the trajectory says nothing about the policy.</summary>
        public bool IsEnvironmentFailure =>
            reason is StopReason.EnvironmentTimedOut or StopReason.EnvironmentDied or StopReason.EnvironmentError;

        /// <summary>Whether the policy was let play to an end of its own or the task's.</summary>
        public bool IsOfThePolicy => reason != StopReason.ReplayDiverged && !reason.IsEnvironmentFailure;
    }
}
