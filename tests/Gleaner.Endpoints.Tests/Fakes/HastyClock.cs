using System.Collections.Concurrent;

namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>A clock that stands still, remembers the waits it was asked for, and ends those of a length at once.</summary>
internal sealed class HastyClock(TimeSpan shortest, TimeSpan longest) : TimeProvider
{
    public DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The waits that were ended at once.</summary>
    public ConcurrentQueue<TimeSpan> Skipped { get; } = new();

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < shortest || dueTime > longest)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Skipped.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
