using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>
/// Rollouts of one stage that survive a kill: each is made again from the journal if an earlier process finished it, else
/// simulated and put into the journal.
/// </summary>
internal sealed class JournaledRollouts : IDisposable
{
    private readonly RunContext _context;
    private readonly RunStage _stage;
    private readonly IPolicy _policy;
    private readonly RolloutOptions _options;
    private readonly Seed _seed;
    private readonly Journal _journal;
    private readonly RolloutMeter _meter;

    /// <param name="context">The run.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="journalPath">The journal, absolute.</param>
    /// <param name="policy">The policy that acts.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">The stage's seed.</param>
    public JournaledRollouts(RunContext context, RunStage stage, string journalPath, IPolicy policy, RolloutOptions options, Seed seed)
    {
        _context = context;
        _stage = stage;
        _policy = policy;
        _options = options;
        _seed = seed;
        _journal = Journal.Open(context.Directory.Files, journalPath);
        _meter = new RolloutMeter(context, stage);
    }

    /// <summary>One wave of rollouts, in the order of the requests.</summary>
    public async Task<ImmutableArray<Rollout>> RunAsync(IReadOnlyList<RolloutRequest> requests, CancellationToken cancellationToken)
    {
        _meter.Expect(requests.Count);
        var restored = await RestoreAsync(requests, cancellationToken).ConfigureAwait(false);
        var finished = restored.ToDictionary(rollout => rollout.Request.Key);
        var missing = requests.Where(request => !finished.ContainsKey(request.Key)).ToList();
        foreach (var rollout in await SimulateAsync(missing, cancellationToken).ConfigureAwait(false))
        {
            finished.Add(rollout.Request.Key, rollout);
        }

        return [.. requests.Select(request => finished[request.Key])];
    }

    /// <summary>The same, where those on which the environment failed are tried once more: they say nothing about the policy.</summary>
    public async Task<ImmutableArray<Rollout>> RunWithRetryAsync(IReadOnlyList<RolloutRequest> requests, CancellationToken cancellationToken)
    {
        var rollouts = await RunAsync(requests, cancellationToken).ConfigureAwait(false);
        var failed = rollouts.Where(rollout => rollout.Trajectory.StopReason.IsEnvironmentFailure).Select(rollout => rollout.Request).ToList();
        if (failed.Count == 0)
        {
            return rollouts;
        }

        var again = (await RunAsync(failed, cancellationToken).ConfigureAwait(false)).ToDictionary(rollout => rollout.Request.Key);
        return [.. rollouts.Select(rollout => again.GetValueOrDefault(rollout.Request.Key, rollout))];
    }

    public void Dispose() => _journal.Dispose();

    private Task<ImmutableArray<Rollout>> RestoreAsync(IReadOnlyList<RolloutRequest> requests, CancellationToken cancellationToken)
    {
        var replay = new RolloutReplay(_context.Environment, _policy.Name, _options.Author);
        var recorded = requests.Where(request => _journal.Restored.ContainsKey(request.Key)).ToList();
        return InOrder.MapAsync(recorded, _context.ReplayWorkers, RestoreOneAsync, cancellationToken);

        async ValueTask<Rollout> RestoreOneAsync(RolloutRequest request, CancellationToken token)
        {
            var rollout = await replay.RestoreAsync(request, _journal.Restored[request.Key], token).ConfigureAwait(false);
            _meter.Count(rollout);
            return rollout;
        }
    }

    private async Task<ImmutableArray<Rollout>> SimulateAsync(IReadOnlyList<RolloutRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0)
        {
            return [];
        }

        try
        {
            var job = new RolloutJob(_stage, _context.Environment, _policy, requests, _seed, _options, Finished, _journal.Restored);
            return await _context.RunnerInUse.RunAsync(job, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also when the run is cancelled: what had finished is kept.
            _journal.Flush();
        }

        void Finished(Rollout rollout)
        {
            // Where the environment failed, a run that is resumed tries again.
            if (!rollout.Trajectory.StopReason.IsEnvironmentFailure)
            {
                _journal.Add(_context.Record(rollout));
            }

            _meter.Count(rollout);
        }
    }
}
