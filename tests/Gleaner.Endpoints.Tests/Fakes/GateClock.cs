namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>A clock on which no wait ends until it is opened; from then on every wait ends at once.</summary>
internal sealed class GateClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private bool _isOpen;

    public void Open()
    {
        List<Timer> waiting;
        lock (_gate)
        {
            _isOpen = true;
            waiting = [.. _timers];
        }

        waiting.ForEach(timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        lock (_gate)
        {
            if (!_isOpen)
            {
                _timers.Add(timer);
                return timer;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        private int _isDone;

        public void Fire()
        {
            if (Interlocked.Exchange(ref _isDone, 1) == 0)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Interlocked.Exchange(ref _isDone, 1);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
