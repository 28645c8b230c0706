using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Reads the accounts of a method's training tasks.</summary>
internal sealed class TaskAccountReader(RunReader run, string methodFolder)
{
    public ImmutableArray<TaskAccount> Read()
    {
        // The seed is not part of an account.
        var method = run.ReadMethod(seed: 0, methodFolder);
        var experts = method.Description.Experts.SelectMany(expert => run.ReadTrajectories(expert)).ToLookup(trajectory => trajectory.Task);
        var iterations = method.Iterations.Select(ReadIteration).ToList();
        return
        [
            .. run.ReadSplit(method.Description.Training).Tasks.Select(task => new TaskAccount
            {
                Task = task,
                Experts = [.. experts[task]],
                Iterations = [.. iterations.Select(
                    iteration => iteration.Of(task, experts[task], method.Description.SuccessThreshold))],
            }),
        ];
    }

    private IterationRecords ReadIteration(IterationSummary iteration) => new(
        iteration.Metrics.Number,
        run.ReadLines<RolloutRecord>($"{iteration.Folder}/{RunLayout.RolloutsFile}").ToLookup(record => record.Task),
        run.ReadLines<WeightedExample>($"{iteration.Folder}/{RunLayout.DatasetFile}").ToLookup(example => example.Task));

    private sealed record IterationRecords(
        int Number, ILookup<TaskId, RolloutRecord> Rollouts, ILookup<TaskId, WeightedExample> Examples)
    {
        public TaskIteration Of(TaskId task, IEnumerable<Trajectory> experts, double threshold)
        {
            var failures = experts.Where(expert => !expert.IsPositive(threshold));
            return new TaskIteration(
                Number,
                [.. Rollouts[task]],
                [.. failures.Select(failure => AccountOf(failure, Rollouts[task], threshold))],
                [.. Examples[task]]);
        }

        private static TrunkAccount AccountOf(Trajectory failure, IEnumerable<RolloutRecord> rollouts, double threshold)
        {
            var trunk = TrunkOutcomes.Of(
                failure,
                rollouts
                    .Where(record => record.WasSimulated && (record.Expert is null || record.Expert == failure.Policy))
                    .Select(record => (record.Step, record.Return >= threshold)));
            return new TrunkAccount(failure.Policy, trunk.States, [.. trunk.RecoverySteps()], TrunkVerdicts.Of(trunk));
        }
    }
}
