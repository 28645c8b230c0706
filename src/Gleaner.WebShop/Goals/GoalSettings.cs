namespace Gleaner.WebShop.Goals;

/// <summary>Which goals are made of a catalogue.</summary>
public sealed record GoalSettings
{
    /// <summary>Synthetic or human goals.</summary>
    public GoalKind Kind { get; init; } = GoalKind.Synthetic;

    /// <summary>Whose price bounds.</summary>
    public PriceBoundVariant PriceBounds { get; init; } = PriceBoundVariant.Original;

    /// <summary>Seed of the shuffle that gives the goals their numbers; the original's is 233.</summary>
    public ulong ShuffleSeed { get; init; } = 233;
}

/// <summary>The known ways of drawing price bounds.</summary>
public enum PriceBoundVariant
{
    /// <summary>princeton-nlp/WebShop: bounds continue the random stream that drew the prices.</summary>
    Original,

    /// <summary>
    /// AgentGym: the stream is seeded with 233 before synthetic bounds are drawn; a human instruction becomes one goal for each
    /// of the first four bounds above the price.
    /// </summary>
    AgentGym,
}
