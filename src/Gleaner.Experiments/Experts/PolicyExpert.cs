using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>An expert that plays.</summary>
/// <param name="policy">The policy.</param>
/// <param name="seed">Seed of what it draws.</param>
public sealed class PolicyExpert(IPolicy policy, Seed seed) : IExpert
{
    /// <inheritdoc/>
    public string? DataHash => null;

    /// <summary>The policy.</summary>
    internal IPolicy Policy => policy;

    /// <inheritdoc/>
    public async Task<ImmutableArray<Trajectory>> CollectAsync(RunContext context, ExperimentSplits splits, CancellationToken cancellationToken)
    {
        var portable = new PortablePolicy(policy, new ExpertOrigin(policy.Name));
        var trajectories = await new ExpertCollection(context)
            .CollectAsync(portable, splits.Training.Tasks, Decoding.Greedy, seed, cancellationToken).ConfigureAwait(false);
        await new EvaluationStage(context)
            .RunAsync(RunLayout.Expert(policy.Name), portable, Author.Expert, splits.Tests, cancellationToken).ConfigureAwait(false);
        return trajectories;
    }
}
