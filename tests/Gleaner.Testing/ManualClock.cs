namespace Gleaner.Testing;

/// <summary>A clock that stands still until it is put forward; due timers then ring.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _now;
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2024, 7, 26, 9, 5, 3, TimeSpan.Zero) + Now;

    public override long GetTimestamp() => Now.Ticks;

    /// <summary>Ends as soon as a timer is set that will ring.</summary>
    public Task WhenArmedAsync()
    {
        lock (_lock)
        {
            if (_timers.Any(timer => timer.Due != TimeSpan.MaxValue))
            {
                return Task.CompletedTask;
            }

            _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _armed.Task;
        }
    }

    private TimeSpan Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            due.ForEach(timer => timer.Due = timer.Period > TimeSpan.Zero ? _now + timer.Period : TimeSpan.MaxValue);
        }

        due.ForEach(timer => timer.Ring());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Due = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : clock._now + dueTime;
                Period = period;
                clock._timers.Remove(this);
                clock._timers.Add(this);
                if (Due != TimeSpan.MaxValue)
                {
                    clock._armed.TrySetResult();
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
