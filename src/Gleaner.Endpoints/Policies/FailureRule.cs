namespace Gleaner.Endpoints.Policies;

/// <summary>What happens when a call fails for good.</summary>
public enum FailureRule
{
    /// <summary>The run stops and can be gone on with: an endpoint that is away is no failure of the agent's.</summary>
    Stop,

    /// <summary>The episode ends with <see cref="Trajectories.StopReason.NoAction"/>, as if the agent had given up.</summary>
    GiveUp,
}
