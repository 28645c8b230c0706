using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;

namespace Gleaner.Evaluation;

/// <summary>Evaluates a policy greedily, outside of a run.</summary>
public sealed class PolicyEvaluator(IEnvironment environment)
{
    /// <summary>Plays each task of a split once from s0.</summary>
    /// <param name="policy">The policy, asked for greedy decisions.</param>
    /// <param name="split">The tasks.</param>
    /// <param name="options">Turn limit, batch size and workers.</param>
    /// <param name="finished">Called for each finished rollout; may be null.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<SplitEvaluation> EvaluateAsync(
        IPolicy policy, TaskSplit split, RolloutOptions options, Action<Rollout>? finished = null, CancellationToken cancellationToken = default)
    {
        // A greedy policy draws nothing, so one seed is as good as another.
        var rollouts = await new RolloutEngine(environment)
            .RunAsync(policy, SplitEvaluation.Requests(split), default(Seed), options with { Decoding = Decoding.Greedy }, finished, cancellationToken)
            .ConfigureAwait(false);
        return SplitEvaluation.Of(split, rollouts, environment);
    }
}
