using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;

namespace Gleaner.Rollouts;

/// <summary>
/// Runs many rollouts at once. Every worker keeps a batch of open episodes and asks its policy session for one decision each;
/// an episode that ends makes room for the next. Results depend neither on the number of workers nor on the batch.
/// </summary>
public sealed class RolloutEngine(IEnvironment environment)
{
    /// <summary>Simulates the requests.</summary>
    /// <param name="policy">The policy that acts.</param>
    /// <param name="requests">What to simulate.</param>
    /// <param name="seed">The seed of the iteration; each rollout derives its own.</param>
    /// <param name="options">How.</param>
    /// <param name="finished">Called once for each finished rollout, one call at a time, in order of finishing; may be null.</param>
    /// <param name="cancellationToken">Stops the simulation; what had finished has been reported.</param>
    /// <returns>The rollouts in the order of the requests.</returns>
    public async Task<ImmutableArray<Rollout>> RunAsync(
        IPolicy policy,
        IReadOnlyList<RolloutRequest> requests,
        Seed seed,
        RolloutOptions options,
        Action<Rollout>? finished = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTurns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFailuresInARow, 1);
        var workers = Math.Clamp(options.Workers, 1, Math.Max(1, Math.Min(requests.Count, environment.MaxOpenEpisodes)));

        // No worker takes more than its share while another has nothing to do.
        var largest = Math.Min(options.BatchSize, environment.MaxOpenEpisodes / workers);
        var batchSize = options.DecisionTime is null ? Math.Clamp((requests.Count + workers - 1) / workers, 1, largest) : 1;
        var failures = new FailureLimit(options.MaxFailuresInARow);
        var waiting = new RolloutQueue(requests, batchSize);
        var results = new Rollout[requests.Count];
        var gate = new Lock();
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        void Report(int index, Rollout rollout)
        {
            lock (gate)
            {
                results[index] = rollout;
                finished?.Invoke(rollout);
            }
        }

        async Task WorkAsync()
        {
            try
            {
                using var session = new PolicyTimer(policy, options);
                var worker = new RolloutWorker(
                    environment, policy.Name, session, options with { BatchSize = batchSize }, seed, failures);
                await using var closing = worker.ConfigureAwait(false);
                await worker.RunAsync(waiting, requests, Report, failure.Token).ConfigureAwait(false);
            }
            catch
            {
                await failure.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None))).ConfigureAwait(false);
        return [.. results];
    }
}
