namespace Gleaner.Endpoints.Spending;

/// <summary>What calls took.</summary>
internal readonly record struct Spent(long Calls, long Tokens, decimal Cost)
{
    public static Spent Of(TokenUsage usage, PriceList prices) => new(1, usage.Total, prices.CostOf(usage));

    public static Spent operator +(Spent left, Spent right) => new(left.Calls + right.Calls, left.Tokens + right.Tokens, left.Cost + right.Cost);

    public static Spent operator -(Spent left, Spent right) => new(left.Calls - right.Calls, left.Tokens - right.Tokens, left.Cost - right.Cost);
}
