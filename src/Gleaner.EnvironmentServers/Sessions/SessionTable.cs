using System.Collections.Concurrent;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.WebShop.Sessions;

namespace Gleaner.EnvironmentServers.Sessions;

/// <summary>The sessions that clients name by number. Those that nobody uses are closed after a while. Thread-safe.</summary>
internal sealed class SessionTable : IDisposable
{
    private static readonly TimeSpan MostOftenLookedAt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastOftenLookedAt = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, NumberedSession> _sessions = new();
    private readonly SessionLimit _limit;
    private readonly TimeSpan _idleTimeout;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private int _next;

    public SessionTable(SessionLimit limit, EnvironmentServerOptions options, TimeProvider clock)
    {
        _limit = limit;
        _idleTimeout = options.IdleTimeout;
        _clock = clock;
        _next = options.FirstSession - 1;
        var period = options.IdleTimeout / 4;
        period = period < MostOftenLookedAt ? MostOftenLookedAt : period > LeastOftenLookedAt ? LeastOftenLookedAt : period;
        _timer = clock.CreateTimer(_ => CloseIdle(), null, period, period);
    }

    /// <summary>What whoever finds no place is told.</summary>
    public string FullMessage => _limit.FullMessage;

    /// <summary>The open sessions' numbers, ascending.</summary>
    public IEnumerable<int> Numbers => _sessions.Keys.Order();

    /// <summary>Opens a session.</summary>
    /// <returns>Its number, or null if all places are taken.</returns>
    public int? Open(Func<WebShopEpisode> start, int draws)
    {
        if (!_limit.TryEnter())
        {
            return null;
        }

        try
        {
            int number = Interlocked.Increment(ref _next) & int.MaxValue;
            _sessions[number] = new NumberedSession(number, start(), draws) { LastUsed = _clock.GetTimestamp() };
            return number;
        }
        catch
        {
            _limit.Leave();
            throw;
        }
    }

    /// <summary>Uses a session while nobody else does.</summary>
    /// <returns>False if there is no such session.</returns>
    public bool TryUse<TState, TResult>(long number, TState state, Func<NumberedSession, TState, TResult> use, out TResult? result)
    {
        result = default;
        if (number is < 0 or > int.MaxValue || !_sessions.TryGetValue((int)number, out var session))
        {
            return false;
        }

        lock (session.Lock)
        {
            if (session.IsClosed)
            {
                return false;
            }

            session.LastUsed = _clock.GetTimestamp();
            result = use(session, state);
            return true;
        }
    }

    /// <summary>Closes a session.</summary>
    /// <returns>Whether it was open.</returns>
    public bool Close(long number) =>
        number is >= 0 and <= int.MaxValue && _sessions.TryGetValue((int)number, out var session) && Close(session, onlyIfIdle: false);

    /// <summary>Closes the sessions that have been idle too long.</summary>
    public void CloseIdle()
    {
        foreach (var (_, session) in _sessions)
        {
            Close(session, onlyIfIdle: true);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (var (_, session) in _sessions)
        {
            Close(session, onlyIfIdle: false);
        }
    }

    private bool Close(NumberedSession session, bool onlyIfIdle)
    {
        lock (session.Lock)
        {
            if (session.IsClosed || (onlyIfIdle && _clock.GetElapsedTime(session.LastUsed) < _idleTimeout))
            {
                return false;
            }

            session.IsClosed = true;
        }

        _sessions.TryRemove(session.Number, out _);
        _limit.Leave();
        return true;
    }
}
