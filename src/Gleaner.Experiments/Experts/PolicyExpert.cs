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

    /// <inheritdoc/>
    public async Task<ImmutableArray<Trajectory>> CollectAsync(RunContext context, ExperimentSplits splits, CancellationToken cancellationToken)
    {
        var trajectories = await new ExpertCollection(context)
            .CollectAsync(policy, splits.Training.Tasks, Decoding.Greedy, seed, cancellationToken).ConfigureAwait(false);
        await new EvaluationStage(context)
            .RunAsync(RunLayout.Expert(policy.Name), policy, Author.Expert, splits.Tests, cancellationToken).ConfigureAwait(false);
        return trajectories;
    }
}
