using Gleaner.EnvironmentClients.Http;
using Gleaner.Environments;

namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>
/// The sessions on a server. One whose task has come to a good end plays the next task, since making a session can mean to
/// start a simulator; one in doubt is closed. Each is closed once. Thread-safe.
/// </summary>
internal sealed class SessionPool(JsonServer server, AgentGymOptions options, Action<string> warn, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, AgentGymSession> _alive = [];
    private readonly List<AgentGymSession> _idle = [];
    private readonly HashSet<Task<AgentGymSession>> _inTheMaking = [];
    private bool _isDisposed;

    /// <summary>A session for one task.</summary>
    /// <param name="isNew">Whether it must not have been used; else an idle one is taken if there is one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<AgentGymSession> TakeAsync(bool isNew, CancellationToken cancellationToken)
    {
        Task<AgentGymSession> creation;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!isNew && _idle.Count > 0)
            {
                var idle = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                return idle;
            }

            creation = AgentGymSession.CreateAsync(server, options, CancellationToken.None);
            _inTheMaking.Add(creation);
        }

        try
        {
            return Keep(await creation.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            // What nobody waits for any longer is still being created: only the server's reply tells what there is to close.
            lock (_gate)
            {
                if (creation.IsCompleted)
                {
                    _inTheMaking.Remove(creation);
                }
            }
        }
    }

    /// <summary>Takes a session back: it is kept for another task if it is sound, else closed.</summary>
    public async ValueTask ReturnAsync(AgentGymSession session)
    {
        lock (_gate)
        {
            if (session.IsSound && _alive.ContainsKey(session.Id))
            {
                _idle.Add(session);
                return;
            }
        }

        await CloseAsync(session).ConfigureAwait(false);
    }

    /// <summary>Closes every session.</summary>
    public async ValueTask DisposeAsync()
    {
        List<AgentGymSession> alive;
        List<Task<AgentGymSession>> inTheMaking;
        lock (_gate)
        {
            _isDisposed = true;
            alive = [.. _alive.Values];
            inTheMaking = [.. _inTheMaking];
        }

        await Task.WhenAll([.. alive.Select(CloseAsync), .. inTheMaking.Select(CloseWhenMadeAsync)]).ConfigureAwait(false);
    }

    private AgentGymSession Keep(AgentGymSession session)
    {
        lock (_gate)
        {
            // A server that was restarted counts from the beginning: an idle session of this number is gone.
            if (_idle.RemoveAll(idle => idle.Id == session.Id) > 0)
            {
                _alive.Remove(session.Id);
            }

            return _alive.TryAdd(session.Id, session) ? session : throw new GleanerException(
                $"{server.Describe(HttpMethod.Post, options.Protocol.Path + "/create")} handed out session {session.Id} twice: "
                + $"this server cannot tell more than {_alive.Count} sessions apart, or it was restarted. Allow no more sessions than that, or resume the run.");
        }
    }

    private async Task CloseAsync(AgentGymSession session)
    {
        lock (_gate)
        {
            if (!_alive.Remove(session.Id))
            {
                return;
            }
        }

        try
        {
            await session.CloseAsync().ConfigureAwait(false);
        }
        catch (EnvironmentFailedException failure)
        {
            warn($"Session {session.Id} could not be closed; the server may keep it. {failure.Message}");
        }
    }

    private async Task CloseWhenMadeAsync(Task<AgentGymSession> creation)
    {
        try
        {
            await CloseAsync(Keep(await creation.WaitAsync(options.CloseTimeout, clock).ConfigureAwait(false))).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            warn($"A session was still being created at {options.Url}; the server may keep it.");
        }
        catch (GleanerException failure)
        {
            warn($"A session that was no longer needed could not be created: {failure.Message}");
        }
    }
}
