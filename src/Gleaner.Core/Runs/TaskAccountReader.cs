using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Rollouts;
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
        run.ReadLines<WeightedExample>($"{iteration.Folder}/{RunLayout.DatasetFile}").ToLookup(example => example.Task),
        run.Exists($"{iteration.Folder}/{RunLayout.VerdictsFile}")
            ? run.ReadLines<TrunkLine>($"{iteration.Folder}/{RunLayout.VerdictsFile}").ToLookup(line => line.Task, line => line.Trunk)
            : null);

    private sealed record IterationRecords(
        int Number, ILookup<TaskId, RolloutRecord> Rollouts, ILookup<TaskId, WeightedExample> Examples, ILookup<TaskId, TrunkAccount>? Judged)
    {
        private static readonly AnySuccess Rule = new();

        public TaskIteration Of(TaskId task, IEnumerable<Trajectory> experts, double threshold) => new(
            Number, [.. Rollouts[task]], [.. Judged?[task] ?? Judge(task, experts, threshold)], [.. Examples[task]]);

        private IEnumerable<TrunkAccount> Judge(TaskId task, IEnumerable<Trajectory> experts, double threshold)
        {
            var outcomes = Rollouts[task].Where(record => record.WasSimulated).Select(record => record.ToOutcome(threshold)).ToList();
            return experts
                .Where(expert => !expert.IsPositive(threshold))
                .Select(failure => TrunkAccount.Of(TrunkOutcomes.Of(Trunk.Of(failure), outcomes, Rule)));
        }
    }
}
