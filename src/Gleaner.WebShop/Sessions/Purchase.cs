using System.Collections.Immutable;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Sessions;

/// <summary>What was bought and what it earned.</summary>
/// <param name="Asin">The product.</param>
/// <param name="Options">The options chosen, in the order first chosen.</param>
/// <param name="Details">How the reward came about.</param>
public sealed record Purchase(string Asin, ImmutableArray<SelectedOption> Options, RewardDetails Details)
{
    /// <summary>The reward, 0..1.</summary>
    public double Reward => Details.Reward;
}
