using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gleaner.Benchmarks.Serving;

/// <summary>Connections that play in many sessions: each goes round its own, one request at a time.</summary>
internal sealed class Players : IDisposable
{
    private readonly Player[] _players;

    public Players(Uri url, int connections, Episode[] episodes) =>
        _players = [.. Enumerable.Range(0, connections).Select(i => new Player(new HttpConnection(url), episodes, firstEpisode: i * 7))];

    /// <summary>Opens sessions on the server.</summary>
    public Task OpenAsync(int sessions) => Task.WhenAll(_players.Select((player, i) => player.OpenAsync(Share(sessions, i))));

    /// <summary>Takes sessions for granted: for a server that has none.</summary>
    public void Pretend(int sessions)
    {
        for (int i = 0; i < _players.Length; i++)
        {
            _players[i].Pretend(Share(sessions, i));
        }
    }

    /// <summary>Sends resets and steps over all connections at once.</summary>
    /// <returns>Mean length of an answer in bytes.</returns>
    public async Task<int> PlayAsync(int requestsPerConnection)
    {
        long[] bytes = await Task.WhenAll(_players.Select(player => Task.Run(() => player.PlayAsync(requestsPerConnection)))).ConfigureAwait(false);
        return (int)(bytes.Sum() / ((long)_players.Length * requestsPerConnection));
    }

    public void Dispose()
    {
        foreach (var player in _players)
        {
            player.Dispose();
        }
    }

    private int Share(int sessions, int player) => (sessions / _players.Length) + (player < sessions % _players.Length ? 1 : 0);

    private sealed class Player(HttpConnection connection, Episode[] episodes, int firstEpisode) : IDisposable
    {
        private readonly List<Place> _sessions = [];
        private int _next;

        public async Task OpenAsync(int sessions)
        {
            for (int i = 0; i < sessions; i++)
            {
                await connection.PostAsync("/create", "{}").ConfigureAwait(false);
                var number = int.Parse(Encoding.ASCII.GetString(connection.Body), CultureInfo.InvariantCulture);

                // A session plays nothing before it is asked for something.
                await connection.PostAsync("/reset", string.Create(CultureInfo.InvariantCulture, $"{{\"env_idx\": {number}}}")).ConfigureAwait(false);
                Add(number);
            }
        }

        public void Pretend(int sessions)
        {
            for (int i = 0; i < sessions; i++)
            {
                Add(i);
            }
        }

        public async Task<long> PlayAsync(int requests)
        {
            long bytes = 0;
            for (int i = 0; i < requests; i++)
            {
                var place = _sessions[_next];
                _next = (_next + 1) % _sessions.Count;
                var episode = episodes[place.Episode % episodes.Length];
                if (place.Turn < 0)
                {
                    await connection.PostAsync("/reset", string.Create(CultureInfo.InvariantCulture, $"{{\"env_idx\": {place.Number}, \"session_id\": {episode.Goal}}}")).ConfigureAwait(false);
                }
                else
                {
                    string action = JsonEncodedText.Encode(episode.Actions[place.Turn], JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value;
                    await connection.PostAsync("/step", string.Create(CultureInfo.InvariantCulture, $"{{\"env_idx\": {place.Number}, \"action\": \"{action}\"}}")).ConfigureAwait(false);
                }

                bytes += connection.BodyLength;
                place.Turn++;
                if (place.Turn == episode.Actions.Length)
                {
                    place.Turn = -1;
                    place.Episode++;
                }
            }

            return bytes;
        }

        public void Dispose() => connection.Dispose();

        // Sessions start at different turns: the first requests would else be resets alone.
        private void Add(int number) => _sessions.Add(new Place(number) { Episode = firstEpisode + _sessions.Count, Turn = _sessions.Count % 2 == 0 ? -1 : 0 });
    }

    private sealed class Place(int number)
    {
        public int Number => number;

        public int Episode { get; set; }

        /// <summary>Number of the next action, or -1 for a reset.</summary>
        public int Turn { get; set; }
    }
}
