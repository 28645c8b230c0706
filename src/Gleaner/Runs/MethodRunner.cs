using System.Collections.Immutable;

namespace Gleaner.Runs;

/// <summary>Runs a method: explore, select, learn, evaluate, for each iteration; resumes where a killed process stopped.</summary>
public sealed class MethodRunner(RunContext context)
{
    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="run">The method and what it is run with.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <returns>The metrics of all iterations.</returns>
    /// <exception cref="GleanerException">The first iteration has nothing to learn from, or a file of the run is damaged.</exception>
    public Task<ImmutableArray<IterationMetrics>> RunAsync(MethodRun run, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{context}");
}
