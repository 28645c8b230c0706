using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.WebShop.Shoppers;

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
