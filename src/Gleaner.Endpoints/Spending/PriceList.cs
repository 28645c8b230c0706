namespace Gleaner.Endpoints.Spending;

/// <summary>What a model costs, in any currency, for a million tokens. What is not known or costs nothing is 0.</summary>
/// <param name="Input">Of prompts.</param>
/// <param name="CachedInput">Of the part of prompts that the server had in its cache.</param>
/// <param name="Output">Of answers.</param>
public sealed record PriceList(decimal Input, decimal CachedInput, decimal Output)
{
    private const decimal Million = 1_000_000;

    /// <summary>For a server of one's own.</summary>
    public static PriceList Free { get; } = new(0, 0, 0);

    /// <summary>What tokens cost.</summary>
    public decimal CostOf(TokenUsage usage) =>
        (((usage.Input - usage.CachedInput) * Input) + (usage.CachedInput * CachedInput) + (usage.Output * Output)) / Million;
}
