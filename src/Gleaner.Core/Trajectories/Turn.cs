namespace Gleaner.Trajectories;

/// <summary>One turn of a trajectory: what the agent saw, and what it did.</summary>
/// <param name="Observation">What the agent saw before acting.</param>
/// <param name="Action">What it did, as the environment was given it.</param>
/// <param name="Author">Who acted.</param>
/// <param name="Reward">The reward that the action brought.</param>
/// <param name="WasPossible">False if the environment did not understand the action.</param>
public sealed record Turn(Observation Observation, string Action, Author Author, double Reward, bool WasPossible)
{
    /// <summary>What its author wrote before the action (ReAct's thought); null if nothing. The environment did not see it.</summary>
    public string? Thought { get; init; }

    /// <summary>
    /// Whether the action is a recorded reply as it was said, because no action could be made out in it. It is part of what happened
    /// and no example: <see cref="Selection.WeightedTrajectory"/> gives it no weight, unless it is dispreferred.
    /// </summary>
    public bool IsMalformed { get; init; }

    /// <summary>
    /// How many of the oldest observations after the first its author no longer saw, because they had been left out of its context; 0
    /// if it saw all of them. A student that is trained on the turn is shown the same.
    /// </summary>
    public int LeftOut { get; init; }

    /// <summary>The tokens of the action, and of the thought before it, as they were sampled, or null if its author is not a token policy.</summary>
    public SampledTokens? Tokens { get; init; }
}
