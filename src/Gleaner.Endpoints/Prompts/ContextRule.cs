namespace Gleaner.Endpoints.Prompts;

/// <summary>What happens when an episode no longer fits a model's context.</summary>
public enum ContextRule
{
    /// <summary>The oldest observations after the first are left out until it fits; if even that is not enough the episode stops.</summary>
    DropOldest,

    /// <summary>The episode stops with <see cref="Trajectories.StopReason.ContextLimit"/>.</summary>
    Stop,
}
