using Gleaner.WebShop.Goals;

namespace Gleaner.EnvironmentServers.Worlds;

/// <summary>The sessions that WebShop draws for resets without a goal number, drawn once for all who ask. Thread-safe.</summary>
internal sealed class DrawnSessions(GoalList goals) : IDisposable
{
    // Nobody resets a session so often; without an end one client could make the list grow for ever.
    private const int Limit = 1 << 16;

    private readonly Lock _lock = new();
    private readonly List<DrawnSession> _drawn = [];
    private readonly IEnumerator<DrawnSession> _source = goals.DrawSessions().GetEnumerator();

    public DrawnSession this[int draw]
    {
        get
        {
            int at = draw % Limit;
            lock (_lock)
            {
                while (_drawn.Count <= at)
                {
                    _source.MoveNext();
                    _drawn.Add(_source.Current);
                }

                return _drawn[at];
            }
        }
    }

    public void Dispose() => _source.Dispose();
}
