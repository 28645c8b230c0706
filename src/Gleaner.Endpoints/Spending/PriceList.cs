namespace Gleaner.Endpoints.Spending;

/// <summary>What a model costs, in any currency, for a million tokens. What is not known or costs nothing is 0.</summary>
/// <param name="Input">Of prompts.</param>
/// <param name="CachedInput">Of the part of prompts that the server had in its cache.</param>
/// <param name="Output">Of answers.</param>
public sealed record PriceList(decimal Input, decimal CachedInput, decimal Output)
{
    private const decimal Million = 1_000_000;

    /// <summary>For your own server.</summary>
    public static PriceList Free { get; } = new(0, 0, 0);

    /// <summary>What tokens cost.</summary>
    public decimal CostOf(TokenUsage usage) =>
        (((usage.Input - usage.CachedInput) * Input) + (usage.CachedInput * CachedInput) + (usage.Output * Output)) / Million;
}

/// <summary>Tokens as the server counted them.</summary>
/// <param name="Input">Tokens of prompts, cached ones included.</param>
/// <param name="CachedInput">Tokens of prompts that the server had in its cache.</param>
/// <param name="Output">Tokens of answers, hidden reasoning included.</param>
public readonly record struct TokenUsage(long Input, long CachedInput, long Output)
{
    // No context is as long; sums over all calls of a run stay far from what a long holds.
    internal const long MostOfACall = 1_000_000_000;

    /// <summary>All tokens.</summary>
    public long Total => Input + Output;

    /// <summary>The sum of both.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(left.Input + right.Input, left.CachedInput + right.CachedInput, left.Output + right.Output);
}
