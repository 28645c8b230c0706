namespace Gleaner.Endpoints.Spending;

/// <summary>What may be spent at most. Null for no limit.</summary>
/// <param name="Calls">Answered calls.</param>
/// <param name="Tokens">Tokens of prompts and answers.</param>
/// <param name="Cost">Money, in the price list's currency.</param>
public sealed record BudgetLimits(long? Calls, long? Tokens, decimal? Cost)
{
    /// <summary>Nothing is limited.</summary>
    public static BudgetLimits None { get; } = new(null, null, null);
}
