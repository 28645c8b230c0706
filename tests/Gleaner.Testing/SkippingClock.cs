namespace Gleaner.Testing;

/// <summary>A clock on which short waits are over at once, and were as long as they were to be; longer ones are time-outs and stay real.</summary>
public sealed class SkippingClock(TimeSpan longest) : TimeProvider
{
    private long _skipped;

    /// <summary>What was skipped in all.</summary>
    public TimeSpan Skipped => new(Volatile.Read(ref _skipped));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _skipped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > longest)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        Interlocked.Add(ref _skipped, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
