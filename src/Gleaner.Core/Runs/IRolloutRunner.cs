using System.Collections.Immutable;
using Gleaner.Rollouts;

namespace Gleaner.Runs;

/// <summary>Where the rollouts of a run are simulated: in this process, or on many machines. The rollouts are the same.</summary>
public interface IRolloutRunner : IAsyncDisposable
{
    /// <summary>Simulates the requests of a job.</summary>
    /// <param name="job">What is to be simulated, and who is told of it.</param>
    /// <param name="cancellationToken">Stops; what had finished has been reported.</param>
    /// <returns>The rollouts in the order of the requests.</returns>
    /// <exception cref="GleanerException">Some of them cannot be simulated; what had finished has been reported.</exception>
    Task<ImmutableArray<Rollout>> RunAsync(RolloutJob job, CancellationToken cancellationToken);
}

/// <summary>Opens what simulates the rollouts of a run, once the run is known.</summary>
public interface IRolloutBackend
{
    /// <summary>Opens it.</summary>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">It cannot be reached, or cannot take part in this run.</exception>
    ValueTask<IRolloutRunner> OpenAsync(RunContext context, CancellationToken cancellationToken);
}

/// <summary>Simulates in this process; its queue is the engine's own.</summary>
/// <param name="environment">The environment.</param>
public sealed class LocalRollouts(Environments.IEnvironment environment) : IRolloutRunner
{
    /// <inheritdoc/>
    public Task<ImmutableArray<Rollout>> RunAsync(RolloutJob job, CancellationToken cancellationToken) =>
        new RolloutEngine(environment).RunAsync(job.Policy, job.Requests, job.Seed, job.Options, job.Finished, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
