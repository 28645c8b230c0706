using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;

namespace Gleaner.Runs;

/// <summary>Rollouts of one stage that are to be simulated: one policy, one seed, one way of decoding.</summary>
public sealed class RolloutJob
{
    private readonly RolloutReplay _replay;

    internal RolloutJob(
        RunStage stage, IEnvironment environment, IPolicy policy, IReadOnlyList<RolloutRequest> requests, Seed seed, RolloutOptions options, Action<Rollout> finished,
        IReadOnlyDictionary<string, RolloutRecord>? kept = null)
    {
        (Stage, Policy, Requests, Seed, Options, Finished) = (stage, policy, requests, seed, options, finished);
        Kept = kept ?? ImmutableDictionary<string, RolloutRecord>.Empty;
        _replay = new RolloutReplay(environment, policy.Name, options.Author);
    }

    /// <summary>The stage that needs them.</summary>
    public RunStage Stage { get; }

    /// <summary>Who plays. Where it is a <see cref="PortablePolicy"/>, other processes can make it.</summary>
    public IPolicy Policy { get; }

    /// <summary>What is to be simulated; no two have the same key.</summary>
    public IReadOnlyList<RolloutRequest> Requests { get; }

    /// <summary>The stage's seed; each rollout derives its own (<see cref="RolloutRequest.SeedUnder"/>).</summary>
    public Seed Seed { get; }

    /// <summary>How.</summary>
    public RolloutOptions Options { get; }

    /// <summary>What an earlier process of this run finished of the stage, by key: it is in the stage's journal and not to be simulated again.</summary>
    public IReadOnlyDictionary<string, RolloutRecord> Kept { get; }

    /// <summary>To be called once for each finished rollout, one call at a time, in any order.</summary>
    public Action<Rollout> Finished { get; }

    /// <summary>Makes a rollout again that another process simulated: its actions are played here too, or its texts are read, and what comes of it is compared.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="record">What came of it. Where the environment failed it must hold the texts of what was seen.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">The environment answers otherwise here than it did there.</exception>
    public ValueTask<Rollout> RestoreAsync(RolloutRequest request, RolloutRecord record, CancellationToken cancellationToken) =>
        _replay.RestoreAsync(request, record, cancellationToken);
}
