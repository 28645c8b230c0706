using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Environments.Recorded;

/// <summary>A walk through the tree of a task's recorded runs.</summary>
internal sealed class RecordedEpisode(TaskId task, RecordedState start, Func<IReadOnlyList<double>, double> returnOf) : IEpisode
{
    private readonly List<double> _rewards = [];
    private RecordedState _state = start;

    public TaskId Task => task;

    public Observation Observation => _state.Observation;

    public bool IsDone => _state.IsDone;

    public double Return => returnOf(_rewards);

    public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        if (IsDone)
        {
            throw new InvalidOperationException("The task has ended.");
        }

        _state = _state.After(action) ?? throw new EnvironmentFailedException(
            StopReason.EnvironmentError,
            $"{task}, after {_rewards.Count} actions: what '{action}' leads to was not recorded; only the environment itself can tell.");
        _rewards.Add(_state.Reward);
        return ValueTask.FromResult(new StepResult(_state.Observation, _state.Reward, _state.IsDone, _state.WasPossible));
    }
}
