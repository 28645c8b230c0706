using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gleaner.Environments;
using Gleaner.Servers.Http;

namespace Gleaner.Servers.OpenEnv;

/// <summary>One session: a WebSocket, on which each message has one answer. Disposing it ends the session. Not thread-safe.</summary>
internal sealed class OpenEnvSocket : IAsyncDisposable
{
    private static readonly byte[] CloseMessage = """{"type":"close"}"""u8.ToArray();

    private readonly OpenEnvOptions _options;
    private readonly Action<string> _warn;
    private readonly TimeProvider _clock;
    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[16 * 1024];

    private OpenEnvSocket(OpenEnvOptions options, Action<string> warn, TimeProvider clock)
    {
        _options = options;
        _warn = warn;
        _clock = clock;
        // With a time limit for the other side's pong the socket listens while nothing is asked, and answers the server's pings.
        _socket.Options.KeepAliveInterval = options.KeepAlive;
        _socket.Options.KeepAliveTimeout = options.StartTimeout;
        _socket.Options.CollectHttpResponseDetails = true;
    }

    public static async Task<OpenEnvSocket> OpenAsync(OpenEnvOptions options, Action<string> warn, TimeProvider clock, CancellationToken cancellationToken)
    {
        var socket = new OpenEnvSocket(options, warn, clock);
        try
        {
            await socket.WithinAsync($"connect to {options.Socket}", options.StartTimeout, cancellationToken, async token =>
            {
                await socket._socket.ConnectAsync(options.Socket, token).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket._socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message and waits for its answer. After an exception the session is beyond use.</summary>
    /// <param name="type">The message's type: <c>reset</c> or <c>step</c>.</param>
    /// <param name="data">What goes with it.</param>
    /// <param name="limit">How long that may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<OpenEnvAnswer> AskAsync(string type, JsonObject data, TimeSpan limit, CancellationToken cancellationToken)
    {
        var call = $"{type} at {_options.Socket}";
        var message = Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["data"] = data }.ToJsonString());
        return WithinAsync(call, limit, cancellationToken, async token =>
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, token).ConfigureAwait(false);
            return OpenEnvAnswer.Read(Reply.Parse(call, await ReceiveAsync(call, token).ConfigureAwait(false)));
        });
    }

    /// <summary>Says goodbye and waits for the server to do so, which it does when the session is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                await WithinAsync($"close of {_options.Socket}", _options.CloseTimeout, CancellationToken.None, async token =>
                {
                    if (_socket.State == WebSocketState.Open)
                    {
                        await _socket.SendAsync(CloseMessage, WebSocketMessageType.Text, endOfMessage: true, token).ConfigureAwait(false);
                    }

                    await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, token).ConfigureAwait(false);
                    return true;
                }).ConfigureAwait(false);
            }
            catch (EnvironmentFailedException failure)
            {
                _warn($"A session did not end as it should; the server may keep it. {failure.Message}");
            }
        }

        _socket.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveMemoryAsync(string call, CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += part.Count;
            if (part.MessageType != WebSocketMessageType.Text)
            {
                throw part.MessageType == WebSocketMessageType.Close
                    ? ServerFailures.Died(call, new IOException(
                        $"the server closed the session ({(int?)_socket.CloseStatus}{(_socket.CloseStatusDescription is { Length: > 0 } why ? ": " + ServerFailures.Excerpt(why) : "")})."))
                    : ServerFailures.Error(call, "the reply is binary.");
            }

            if (length > _options.MaxReplyBytes)
            {
                throw BoundedBody.TooLong(call, _options.MaxReplyBytes);
            }

            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * length);
            }
        }
    }

    private async Task<byte[]> ReceiveAsync(string call, CancellationToken cancellationToken) =>
        (await ReceiveMemoryAsync(call, cancellationToken).ConfigureAwait(false)).ToArray();

    private async Task<T> WithinAsync<T>(string call, TimeSpan limit, CancellationToken cancellationToken, Func<CancellationToken, Task<T>> act)
    {
        using var time = new CancellationTokenSource(limit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            return await act(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ServerFailures.TimedOut(call, limit);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or HttpRequestException)
        {
            throw _socket.HttpStatusCode is not (0 or System.Net.HttpStatusCode.SwitchingProtocols)
                ? ServerFailures.Error(call, $"the server answered {(int)_socket.HttpStatusCode} to a WebSocket.", exception)
                : ServerFailures.Died(call, exception);
        }
    }
}
