using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gleaner.EnvironmentClients.Http;
using Gleaner.Environments;
using Gleaner.Http;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>One session: a WebSocket, on which each message has one answer. Disposing it ends the session. Not thread-safe.</summary>
internal sealed class OpenEnvConnection : IAsyncDisposable
{
    private static readonly byte[] CloseMessage = """{"type":"close"}"""u8.ToArray();

    private readonly OpenEnvOptions _options;
    private readonly Action<string> _warn;
    private readonly TimeProvider _clock;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private byte[] _buffer = new byte[16 * 1024];

    // There is always one: a socket answers the server's pings only while it is being read, and a student may think for long.
    private Task<byte[]?> _next = Task.FromResult<byte[]?>(null);

    private OpenEnvConnection(OpenEnvOptions options, Action<string> warn, TimeProvider clock)
    {
        _options = options;
        _warn = warn;
        _clock = clock;
        _socket.Options.CollectHttpResponseDetails = true;
        if (options.Url.IsLoopback)
        {
            _socket.Options.Proxy = null;
        }
    }

    public static async Task<OpenEnvConnection> OpenAsync(OpenEnvOptions options, Action<string> warn, TimeProvider clock, CancellationToken cancellationToken)
    {
        var socket = new OpenEnvConnection(options, warn, clock);
        try
        {
            await socket.WithinAsync($"connect to {options.Socket}", options.StartTimeout, async token =>
            {
                await socket._socket.ConnectAsync(options.Socket, token).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
            socket._next = socket.ReceiveAsync();
            return socket;
        }
        catch
        {
            await socket.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a message and waits for its answer. After an exception the session can only be disposed.</summary>
    /// <param name="type">The message's type: <c>reset</c> or <c>step</c>.</param>
    /// <param name="data">What goes with it.</param>
    /// <param name="limit">How long that may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<OpenEnvAnswer> AskAsync(string type, JsonObject data, TimeSpan limit, CancellationToken cancellationToken)
    {
        var call = $"{type} at {_options.Socket}";
        var message = Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["data"] = data }.ToJsonString());
        return WithinAsync(call, limit, async token =>
        {
            if (_next is { IsCompletedSuccessfully: true, Result: { } early } && OpenEnvAnswer.Read(JsonReply.Parse(call, early)) is { ErrorCode: null } unasked)
            {
                // Taken for an answer it would put every later one in the wrong place.
                throw ServerFailures.Error(call, $"the server sent an observation before it was asked: {unasked.Data.Excerpt()}");
            }

            try
            {
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, token).ConfigureAwait(false);
            }
            catch (WebSocketException) when (_next is { IsCompletedSuccessfully: true, Result: not null })
            {
                // A server without room says so and goes away before it is asked.
            }

            var json = await _next.WaitAsync(token).ConfigureAwait(false) ?? throw ServerFailures.Died(call, new IOException(
                $"the server closed the session ({(int?)_socket.CloseStatus}{(_socket.CloseStatusDescription is { Length: > 0 } why ? ": " + ServerFailures.Excerpt(why) : "")})."));
            _next = ReceiveAsync();
            return OpenEnvAnswer.Read(JsonReply.Parse(call, json));
        }, cancellationToken);
    }

    /// <summary>Says goodbye and waits for the server to do so, which it does when the session is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            try
            {
                await WithinAsync($"close of {_options.Socket}", _options.CloseTimeout, async token =>
                {
                    await _socket.SendAsync(CloseMessage, WebSocketMessageType.Text, endOfMessage: true, token).ConfigureAwait(false);
                    while (!_next.IsFaulted && await _next.WaitAsync(token).ConfigureAwait(false) is not null)
                    {
                        _next = ReceiveAsync();
                    }

                    return true;
                }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (EnvironmentFailedException failure)
            {
                _warn($"A session did not end properly; the server may keep it. {failure.Message}");
            }
        }

        await _end.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _next.ContinueWith(read => read.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        _end.Dispose();
    }

    /// <returns>The next message; null if the server closed the session.</returns>
    private async Task<byte[]?> ReceiveAsync()
    {
        for (var length = 0; ;)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), _end.Token).ConfigureAwait(false);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _end.Token).ConfigureAwait(false);
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Binary)
            {
                throw ServerFailures.Error($"message from {_options.Socket}", "the reply is binary.");
            }

            if (length > _options.MaxReplyBytes)
            {
                throw ServerFailures.Error($"message from {_options.Socket}", new BodyTooLongException(_options.MaxReplyBytes).Message);
            }

            if (part.EndOfMessage)
            {
                return _buffer[..length];
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * length);
            }
        }
    }

    private async Task<T> WithinAsync<T>(string call, TimeSpan limit, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
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
            throw _socket.HttpStatusCode is not (default(System.Net.HttpStatusCode) or System.Net.HttpStatusCode.SwitchingProtocols)
                ? ServerFailures.Error(call, $"the server answered a WebSocket request with {(int)_socket.HttpStatusCode}.", exception)
                : ServerFailures.Died(call, exception);
        }
    }
}
