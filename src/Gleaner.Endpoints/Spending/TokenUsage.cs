namespace Gleaner.Endpoints.Spending;

/// <summary>Tokens as the server counted them.</summary>
/// <param name="Input">Tokens of prompts, cached ones included.</param>
/// <param name="CachedInput">Tokens of prompts that the server had in its cache.</param>
/// <param name="Output">Tokens of answers, hidden reasoning included.</param>
public readonly record struct TokenUsage(long Input, long CachedInput, long Output)
{
    /// <summary>All tokens.</summary>
    public long Total => Input + Output;

    /// <summary>The sum of both.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(left.Input + right.Input, left.CachedInput + right.CachedInput, left.Output + right.Output);
}
