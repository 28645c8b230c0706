using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>A simulated shopper as a policy of WebShop. It ignores the temperature: all that it draws depends on the seed and the task alone.</summary>
/// <param name="shopper">The shopper.</param>
/// <param name="seed">The seed.</param>
/// <param name="maxTurns">The limit of turns that the shopper plans for, at least 1.</param>
public sealed class SimulatedShopperPolicy(SimulatedShopper shopper, Seed seed, int maxTurns = 10) : IPolicy
{
    /// <inheritdoc/>
    public string Name => shopper.Name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new Session(this);

    private string? Act(OpenEpisode episode)
    {
        var trip = new ShoppingTrip(
            [.. episode.Turns.Select(turn => new PastTurn(PageOf(turn.Observation), turn.Action))], PageOf(episode.Observation), maxTurns);
        return shopper.Act(trip, seed.Derive(Name, episode.Task));
    }

    private static Page PageOf(Environments.Observation observation) => observation is WebShopObservation shop
        ? shop.Page
        : throw new GleanerException("A simulated shopper can act only in the WebShop environment: the observation is not a WebShop page.");

    private sealed class Session(SimulatedShopperPolicy policy) : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Decision>>([.. episodes.Select(episode => new Decision(policy.Act(episode)))]);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
