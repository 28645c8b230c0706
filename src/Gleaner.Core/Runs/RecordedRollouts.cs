using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>The rollouts of iterations whose exploration is finished, made again from their records.</summary>
internal sealed class RecordedRollouts(RunContext context, MethodRun run)
{
    /// <summary>The rollouts of an iteration that pass a filter, in the order of their requests.</summary>
    /// <exception cref="GleanerException">A record does not fit the experts or the environment.</exception>
    public async Task<ImmutableArray<Rollout>> ReadAsync(int iteration, Func<RolloutRecord, bool> filter, CancellationToken cancellationToken)
    {
        var path = context.Directory.Resolve($"{RunLayout.Iteration(run.Folder, iteration)}/{RunLayout.RolloutsFile}");
        var records = context.Directory.Files.ReadLines<RolloutRecord>(path).Where(filter).ToList();
        var experts = run.Experts.ToDictionary(expert => (expert.Task, expert.Policy));
        var replay = new RolloutReplay(context.Environment, run.Prototype.Name, Author.Student);
        return await InOrder.MapAsync(
            records, context.ReplayWorkers, (record, token) => replay.RestoreAsync(RequestOf(record), record, token), cancellationToken)
            .ConfigureAwait(false);

        RolloutRequest RequestOf(RolloutRecord record)
        {
            if (record.Expert is not { } name)
            {
                return new RolloutRequest(StartState.Initial(record.Task), record.Attempt);
            }

            return experts.TryGetValue((record.Task, name), out var expert) && record.Step > 0 && record.Step < expert.Length
                ? new RolloutRequest(StartState.After(expert, record.Step), record.Attempt)
                : throw new GleanerException($"{path}: rollout {record.Key} starts in a state that no expert trajectory has.");
        }
    }
}
