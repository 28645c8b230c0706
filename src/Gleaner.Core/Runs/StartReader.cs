using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Reads the hashes of the first observations of tasks off what a run has kept.</summary>
internal sealed class StartReader(string path, IRunFiles files)
{
    private readonly Dictionary<TaskId, string> _starts = [];

    /// <summary>Each split that a method is trained or evaluated on, training first, with those of its tasks whose first observation is known.</summary>
    public IReadOnlyList<(string Split, IReadOnlyList<(TaskId Task, string Start)> Starts)> Read()
    {
        var summary = RunSummary.Read(path, files);
        foreach (var trajectory in summary.Experts.SelectMany(expert => expert.Trajectories))
        {
            if (!trajectory.StopReason.IsEnvironmentFailure)
            {
                _starts.TryAdd(trajectory.Task, ObservationHash.Of(trajectory.Turns.IsEmpty ? trajectory.Final : trajectory.Turns[0].Observation));
            }
        }

        // Every method of every seed begins its tasks alike: the first that has finished an iteration tells what the experts do not.
        foreach (var method in summary.Methods)
        {
            foreach (var split in method.Description.EvaluationSplits.Where(name => Lacks(summary.Splits[name])))
            {
                AddStarts(Path.ChangeExtension(RunLayout.Evaluation(RunLayout.Iteration(method.Folder, 1), split), ".jsonl"));
            }

            if (Lacks(summary.Splits[method.Description.Training]))
            {
                AddStarts($"{RunLayout.Iteration(method.Folder, 1)}/{RunLayout.RolloutsFile}");
            }
        }

        var trained = summary.Methods.Select(method => method.Description.Training).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. summary.Splits.Values.OrderByDescending(split => trained.Contains(split.Name)).Select(split => (
                split.Name,
                (IReadOnlyList<(TaskId, string)>)[.. split.Tasks.Where(_starts.ContainsKey).Select(task => (task, _starts[task]))])),
        ];
    }

    private bool Lacks(TaskSplit split) => !split.Tasks.All(_starts.ContainsKey);

    private void AddStarts(string relative)
    {
        var file = Path.Combine(path, relative);
        if (!files.Exists(file))
        {
            return;
        }

        foreach (var record in files.ReadLines<RolloutRecord>(file))
        {
            if (record.Step == 0 && !record.StopReason.IsEnvironmentFailure && record.Observations is [var first, ..])
            {
                _starts.TryAdd(record.Task, first);
            }
        }
    }
}
