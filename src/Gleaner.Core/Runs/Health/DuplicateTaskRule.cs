using Gleaner.Tasks;

namespace Gleaner.Runs.Health;

/// <summary>Tasks under different ids that begin with the same observation, and so are one task for the policy.</summary>
internal sealed class DuplicateTaskRule() : HealthRule(
    "duplicate-tasks",
    "Duplicate tasks",
    "a training task and an evaluated task with the same first observation",
    "A task that is trained on and tested flatters results: leave one of the two out of its split. Repeated training tasks weigh more than others.")
{
    private readonly Dictionary<TaskId, string> _firstSeen = [];
    private readonly Dictionary<TaskId, (string Folder, string Place)> _training = [];
    private readonly Dictionary<TaskId, (string Folder, string Place)> _evaluated = [];

    public override void See(StageRollouts stage)
    {
        var tasks = stage.Stage.Kind == StageKind.Evaluation ? _evaluated : _training;
        foreach (var rollout in stage.Rollouts.Where(rollout => rollout.Trunk is null && rollout.WasSimulated && !rollout.Observations.IsEmpty))
        {
            _firstSeen.TryAdd(rollout.Task, rollout.Observations[0]);
            tasks.TryAdd(rollout.Task, (stage.Stage.Folder, stage.Place));
        }
    }

    public override HealthCheck Conclude()
    {
        var groups = new TasksByStart(_firstSeen.Select(task => (task.Key, task.Value)));

        // Where the first observation is a greeting, nothing can be told by it.
        if (_firstSeen.Count > 1 && groups.Count * 2 <= _firstSeen.Count)
        {
            return Result(HealthStatus.Unknown, Text($"{_firstSeen.Count:N0} tasks begin with only {Count(groups.Count, "different observation")}: equal tasks cannot be told from different ones by them."));
        }

        var repeated = groups.Select(group => group.Order().ToList()).Where(group => group.Count > 1).OrderBy(group => group[0]).ToList();
        var leaks = repeated.Where(group => group.Exists(_training.ContainsKey) && group.Exists(task => !_training.ContainsKey(task))).ToList();
        foreach (var group in leaks.Count > 0 ? leaks : repeated)
        {
            var task = group.Find(task => leaks.Count == 0 || !_training.ContainsKey(task));
            var other = group.First(other => other != task && (leaks.Count == 0 || _training.ContainsKey(other)));
            var (folder, place) = _evaluated.TryGetValue(task, out var evaluated) ? evaluated : _training[task];
            Show(() => new HealthExample(folder, place, task, null, $"begins as {(_training.ContainsKey(other) ? "the training task" : "the task")} {other} does"), task);
        }

        return Result(
            leaks.Count > 0 ? HealthStatus.Warning : repeated.Count > 0 ? HealthStatus.Notice : HealthStatus.Fine,
            repeated.Count == 0
                ? $"The first observations of {Count(_firstSeen.Count, "task")} all differ."
                : Text($"{Count(repeated.Sum(group => group.Count), "task")} of {_firstSeen.Count:N0} share their first observation with another")
                    + (leaks.Count > 0 ? Text($"; in {leaks.Count:N0} of {Count(repeated.Count, "group")} one is trained on and another evaluated.") : "; none of them is both trained on and evaluated."));
    }
}
