using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Lets an expert play the training tasks once each and keeps its trajectories in <c>data/experts/NAME.jsonl</c>.</summary>
public sealed class ExpertCollection(RunContext context)
{
    /// <summary>Collects, or reads what has been collected.</summary>
    /// <param name="expert">The expert; its name is the file's.</param>
    /// <param name="tasks">The training tasks.</param>
    /// <param name="decoding">How its actions are drawn.</param>
    /// <param name="seed">The seed of what it draws.</param>
    /// <param name="cancellationToken">Stops; what had finished is kept.</param>
    /// <returns>One trajectory a task, in the order of the tasks, with all turns authored by the expert.</returns>
    public Task<ImmutableArray<Trajectory>> CollectAsync(
        IPolicy expert, IReadOnlyList<TaskId> tasks, Decoding decoding, Seed seed, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{context}");
}
