using System.Net.WebSockets;
using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.Sessions;
using Gleaner.Web.Protocols;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>A session: as long as its socket, one message after the other.</summary>
internal sealed class OpenEnvSession(SessionSocket socket, IServedEnvironment environment, SessionLimit sessions, ReplyPool replies, Action<Exception> onDefect)
{
    /// <summary>Answers messages until one side closes.</summary>
    public async Task RunAsync(CancellationToken gone)
    {
        using (socket)
        {
            if (!sessions.TryEnter())
            {
                await SayAsync(json => OpenEnvReplies.WriteFull(json, sessions)).ConfigureAwait(false);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "capacity reached").ConfigureAwait(false);
                return;
            }

            try
            {
                var episode = new ServedEpisode(environment);
                await using (episode.ConfigureAwait(false))
                {
                    await AnswerAllAsync(episode, gone).ConfigureAwait(false);
                }
            }
            finally
            {
                sessions.Leave();
            }
        }
    }

    private async Task AnswerAllAsync(ServedEpisode episode, CancellationToken gone)
    {
        while (true)
        {
            switch (await socket.ReceiveAsync().ConfigureAwait(false))
            {
                case Received.Message:
                    if (!await AnswerAsync(episode, gone).ConfigureAwait(false))
                    {
                        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "").ConfigureAwait(false);
                        return;
                    }

                    break;
                case Received.NoText:
                    await FailAsync("Messages are JSON in text frames.", WebSocketCloseStatus.InvalidMessageType).ConfigureAwait(false);
                    return;
                case Received.TooLong:
                    await FailAsync("The message is too long.", WebSocketCloseStatus.MessageTooBig).ConfigureAwait(false);
                    return;
                case Received.Idle:
                    await FailAsync("The session was idle for too long and is closed.", WebSocketCloseStatus.NormalClosure).ConfigureAwait(false);
                    return;
                case Received.Stopping:
                    await FailAsync("The server is stopping.", WebSocketCloseStatus.EndpointUnavailable).ConfigureAwait(false);
                    return;
                default:
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "").ConfigureAwait(false);
                    return;
            }
        }
    }

    /// <returns>False if the session ends.</returns>
    private async ValueTask<bool> AnswerAsync(ServedEpisode episode, CancellationToken gone)
    {
        var reply = replies.Rent();
        try
        {
            return await WriteAnswerAsync(episode, reply, gone).ConfigureAwait(false) && await socket.SendAsync(reply.Finish()).ConfigureAwait(false);
        }
        finally
        {
            replies.Return(reply);
        }
    }

    /// <returns>False if nothing is to be sent because the session ends.</returns>
    private async ValueTask<bool> WriteAnswerAsync(ServedEpisode episode, ReplyBuffer reply, CancellationToken gone)
    {
        try
        {
            var message = SocketMessage.Read(socket.Message);
            await PerformAsync(message, episode, gone).ConfigureAwait(false);
            return message.WriteAnswer(reply.Json, episode);
        }
        catch (JsonException e)
        {
            reply.Clear();
            OpenEnvReplies.WriteError(reply.Json, SocketErrors.InvalidJson, $"Invalid JSON: {e.Message}");
        }
        catch (RequestException e)
        {
            reply.Clear();
            OpenEnvReplies.WriteInvalid(reply.Json, e);
        }
        catch (GleanerException e)
        {
            reply.Clear();
            OpenEnvReplies.WriteError(reply.Json, SocketErrors.Execution, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            onDefect(e);
            reply.Clear();
            OpenEnvReplies.WriteError(reply.Json, SocketErrors.Execution, "Internal Server Error");
        }

        return true;
    }

    private static ValueTask PerformAsync(SocketMessage message, ServedEpisode episode, CancellationToken gone) => message switch
    {
        { Reset: { } reset } => episode.ResetAsync(reset, gone),
        { Action: { } action } => episode.StepAsync(action, gone),
        _ => ValueTask.CompletedTask,
    };

    private async ValueTask FailAsync(string message, WebSocketCloseStatus status)
    {
        await SayAsync(json => OpenEnvReplies.WriteError(json, SocketErrors.Session, message)).ConfigureAwait(false);
        await socket.CloseAsync(status, message).ConfigureAwait(false);
    }

    private async ValueTask SayAsync(Action<Utf8JsonWriter> write)
    {
        var reply = replies.Rent();
        try
        {
            write(reply.Json);
            await socket.SendAsync(reply.Finish()).ConfigureAwait(false);
        }
        finally
        {
            replies.Return(reply);
        }
    }
}
