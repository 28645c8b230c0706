using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Policies;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Evaluates a policy greedily on splits and keeps the result.</summary>
public sealed class EvaluationStage(RunContext context)
{
    /// <summary>Evaluates unless the folder holds the finished stage.</summary>
    /// <param name="folder">The stage's folder in the run, for example <c>data/experts/careful</c>.</param>
    /// <param name="policy">The policy, asked for greedy decisions.</param>
    /// <param name="author">Who the policy is.</param>
    /// <param name="splits">The splits.</param>
    /// <param name="cancellationToken">Stops; what had finished is kept.</param>
    /// <returns>One result a split, in the same order.</returns>
    public Task<ImmutableArray<SplitEvaluation>> RunAsync(
        string folder, IPolicy policy, Author author, IReadOnlyList<TaskSplit> splits, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{context}");
}
