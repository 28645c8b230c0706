using System.Collections.Concurrent;
using Gleaner.Environments;

namespace Gleaner.EnvironmentServers.Sessions;

/// <summary>The sessions that clients name by number. Those that nobody uses are closed after a while. Thread-safe.</summary>
internal sealed class SessionTable : IAsyncDisposable
{
    private static readonly TimeSpan MostOftenLookedAt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastOftenLookedAt = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, NumberedSession> _sessions = new();
    private readonly SessionLimit _limit;
    private readonly EnvironmentServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<Exception> _onDefect;
    private readonly ITimer _timer;
    private int _next;

    public SessionTable(SessionLimit limit, EnvironmentServerOptions options, TimeProvider clock, Action<Exception> onDefect)
    {
        _limit = limit;
        _options = options;
        _clock = clock;
        _onDefect = onDefect;
        _next = options.FirstSession - 1;
        var period = options.IdleTimeout / 4;
        period = period < MostOftenLookedAt ? MostOftenLookedAt : period > LeastOftenLookedAt ? LeastOftenLookedAt : period;
        _timer = clock.CreateTimer(_ => _ = CloseIdleAsync(), null, period, period);
    }

    /// <summary>What whoever finds no place is told.</summary>
    public string FullMessage => _limit.FullMessage;

    /// <summary>The open sessions' numbers, ascending.</summary>
    public IEnumerable<int> Numbers => _sessions.Keys.Order();

    /// <summary>Opens a session.</summary>
    /// <returns>Its number, or null if all places are taken.</returns>
    public int? Open()
    {
        if (!_limit.TryEnter())
        {
            return null;
        }

        var number = Interlocked.Increment(ref _next) & int.MaxValue;
        _sessions[number] = new NumberedSession(number) { LastUsed = _clock.GetTimestamp() };
        return number;
    }

    /// <summary>Waits until nobody else uses a session, and keeps others out until the result is disposed.</summary>
    /// <returns>Null if there is no such session.</returns>
    public async ValueTask<HeldSession?> HoldAsync(long number, CancellationToken cancellationToken)
    {
        if (number is < 0 or > int.MaxValue || !_sessions.TryGetValue((int)number, out var session))
        {
            return null;
        }

        await session.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (session.IsClosed)
        {
            session.Gate.Release();
            return null;
        }

        session.LastUsed = _clock.GetTimestamp();
        return new HeldSession(this, session);
    }

    /// <summary>Closes a session and gives back its episode.</summary>
    /// <returns>Whether it was open.</returns>
    public async ValueTask<bool> CloseAsync(long number, CancellationToken cancellationToken)
    {
        if (await HoldAsync(number, cancellationToken).ConfigureAwait(false) is not { } held)
        {
            return false;
        }

        using (held)
        {
            await EndAsync(held.Session).ConfigureAwait(false);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        foreach (var (_, session) in _sessions)
        {
            // An environment that does not listen to its cancellation token must not keep the server from stopping.
            if (await session.Gate.WaitAsync(_options.StopTimeout).ConfigureAwait(false))
            {
                await EndIfAsync(session, static _ => true).ConfigureAwait(false);
            }
        }
    }

    internal void Release(NumberedSession session)
    {
        session.LastUsed = _clock.GetTimestamp();
        session.Gate.Release();
    }

    private async Task CloseIdleAsync()
    {
        foreach (var (_, session) in _sessions)
        {
            // A session that is being used is not idle.
            if (await session.Gate.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
            {
                await EndIfAsync(session, idle => _clock.GetElapsedTime(idle.LastUsed) >= _options.IdleTimeout).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EndIfAsync(NumberedSession session, Func<NumberedSession, bool> condition)
    {
        try
        {
            if (!session.IsClosed && condition(session))
            {
                await EndAsync(session).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            _onDefect(e);
        }
        finally
        {
            session.Gate.Release();
        }
    }

    private async ValueTask EndAsync(NumberedSession session)
    {
        session.IsClosed = true;
        _sessions.TryRemove(session.Number, out _);
        try
        {
            await session.EndEpisodeAsync().ConfigureAwait(false);
        }
        finally
        {
            _limit.Leave();
        }
    }
}

/// <summary>A session that a client names by its number. Whoever reads or changes it holds its gate, so requests to one session follow each other.</summary>
internal sealed class NumberedSession(int number)
{
    public int Number => number;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Whether nothing was asked of it yet.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>What is played; null in a new session, and after a failure until the next reset.</summary>
    public IEpisode? Episode { get; private set; }

    /// <summary>Resets so far that named no task.</summary>
    public int Draws { get; set; }

    /// <summary>When it was last used, as the clock's time stamp.</summary>
    public long LastUsed { get; set; }

    /// <summary>Whether it is closed: a request that waited for the gate may find it so.</summary>
    public bool IsClosed { get; set; }

    public void Begin(IEpisode episode) => (Episode, IsNew) = (episode, false);

    /// <summary>Gives the episode back.</summary>
    public ValueTask EndEpisodeAsync()
    {
        var episode = Episode;
        (Episode, IsNew) = (null, false);
        return episode?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

/// <summary>A session while nobody else uses it; disposing it lets the next request in.</summary>
internal readonly struct HeldSession(SessionTable table, NumberedSession session) : IDisposable
{
    public NumberedSession Session => session;

    public void Dispose() => table.Release(session);
}
