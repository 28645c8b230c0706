using Gleaner.Trajectories;

namespace Gleaner.Policies;

/// <summary>What a policy answers.</summary>
/// <param name="Action">The action's text, or null if the policy has none to offer.</param>
/// <param name="Tokens">The tokens as sampled, if it is a token policy.</param>
public readonly record struct Decision(string? Action, SampledTokens? Tokens = null)
{
    /// <summary>What the policy wrote before its action (ReAct's thought); null if nothing. The environment does not see it.</summary>
    public string? Thought { get; init; }

    /// <summary>How many of the oldest observations after the first the policy did not see, because its context had no room for them: <see cref="Turn.LeftOut"/>.</summary>
    public int LeftOut { get; init; }

    /// <summary>Set if there is no action because the policy's context is full.</summary>
    public bool IsContextFull { get; init; }
}
