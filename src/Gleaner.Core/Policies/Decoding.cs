namespace Gleaner.Policies;

/// <summary>How actions are drawn from a policy.</summary>
/// <param name="Temperature">0 is greedy; above, the logits are divided by it. In [0, 10].</param>
public sealed record Decoding(double Temperature)
{
    /// <summary>Always the most probable token.</summary>
    public static Decoding Greedy { get; } = new(0);
}
