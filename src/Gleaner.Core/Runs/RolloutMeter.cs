using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Counts finished rollouts and tells the observer.</summary>
internal sealed class RolloutMeter(RunContext context, RunStage stage)
{
    private readonly Lock _gate = new();
    private int _done;
    private int _total;
    private int _positives;
    private int _diverged;
    private int _failed;
    private ImmutableSortedDictionary<StopReason, int>? _stops;
    private double _returns;

    public void Expect(int count)
    {
        lock (_gate)
        {
            _total += count;
        }
    }

    public void Count(Rollout rollout)
    {
        lock (_gate)
        {
            _done++;
            _positives += rollout.Trajectory.IsPositive(context.Environment.SuccessThreshold) ? 1 : 0;
            _diverged += rollout.Trajectory.StopReason == StopReason.ReplayDiverged ? 1 : 0;
            _failed += rollout.Trajectory.StopReason.IsEnvironmentFailure ? 1 : 0;
            if (rollout.Trajectory.StopReason is { IsEarly: true } reason)
            {
                _stops = (_stops ?? ImmutableSortedDictionary<StopReason, int>.Empty).SetItem(reason, (_stops?.GetValueOrDefault(reason) ?? 0) + 1);
            }

            _returns += rollout.Trajectory.Return;
            context.Observer.StageProgressed(
                stage,
                new StageProgress(_done, _total)
                {
                    Positives = _positives, MeanReturn = _returns / _done, Diverged = _diverged, Failed = _failed, Stops = _stops,
                });
        }
    }
}
