namespace Gleaner.Endpoints.Calls;

/// <summary>Spaces attempts evenly, and holds all of them back when the server asks for it. Thread-safe.</summary>
internal sealed class CallPacer(double? perMinute, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _interval = perMinute is { } rate ? TimeSpan.FromMinutes(1 / rate) : TimeSpan.Zero;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Waits until the next attempt may be sent.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var at = _next > now ? _next : now;
            _next = at + _interval;
            wait = at - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends nothing for a while.</summary>
    public void HoldFor(TimeSpan time)
    {
        lock (_gate)
        {
            var until = clock.GetUtcNow() + time;
            _next = until > _next ? until : _next;
        }
    }
}
