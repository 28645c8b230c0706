using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;
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
    public IPolicySession Open(Decoding decoding) => new ScriptedSession(Act);

    private string? Act(OpenEpisode episode)
    {
        var trip = new ShoppingTrip(
            [.. episode.Turns.Select(turn => new PastTurn(PageOf(turn.Observation), turn.Action))], PageOf(episode.Observation), maxTurns);
        return shopper.Act(trip, seed.Derive(Name, episode.Task));
    }

    private static Page PageOf(Trajectories.Observation observation) => observation is WebShopObservation shop
        ? shop.Page
        : throw new GleanerException("A simulated shopper can act only in the WebShop environment: the observation is not a WebShop page.");
}

/// <summary>Records expert trajectories of a simulated shopper.</summary>
public static class SimulatedExpert
{
    /// <summary>Plays every task once from s0.</summary>
    /// <param name="environment">The WebShop environment.</param>
    /// <param name="habits">The shopper's habits.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="seed">The seed: with a task it determines the trajectory.</param>
    /// <param name="options">Turn limit, batch and workers; the decoding is of no account.</param>
    /// <param name="cancellationToken">Stops the recording.</param>
    /// <returns>The trajectories in the order of the tasks, every action written by <see cref="Author.Expert"/>.</returns>
    public static async Task<ImmutableArray<Trajectory>> RecordAsync(
        IEnvironment environment, ShopperHabits habits, IReadOnlyList<TaskId> tasks, Seed seed, RolloutOptions options, CancellationToken cancellationToken = default)
    {
        var policy = new SimulatedShopperPolicy(new SimulatedShopper(habits), seed, options.MaxTurns);
        RolloutRequest[] requests = [.. tasks.Select(task => new RolloutRequest(StartState.Initial(task), Attempt: 0))];
        var rollouts = await new RolloutEngine(environment)
            .RunAsync(policy, requests, seed, options with { Author = Author.Expert }, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. rollouts.Select(rollout => rollout.Trajectory)];
    }
}
