using System.Buffers;
using System.Net.WebSockets;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>How a wait for a message ended.</summary>
internal enum Received
{
    Message,
    NoText,
    TooLong,
    Closed,
    Idle,
    Stopping,
}

/// <summary>A WebSocket's messages, one after the other, with a limit to their size and to the wait for them.</summary>
internal sealed class SessionSocket(WebSocket socket, EnvironmentServerOptions options, TimeProvider clock, CancellationToken stopping) : IDisposable
{
    private const int UsualSize = 1024;

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualSize);
    private Task<ValueWebSocketReceiveResult>? _pending;

    /// <summary>The last message.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Waits for a whole message.</summary>
    public async ValueTask<Received> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Grow(length);
            }

            ValueWebSocketReceiveResult part;
            try
            {
                var waiting = socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                part = waiting.IsCompletedSuccessfully ? waiting.Result : await WaitAsync(waiting.AsTask()).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return Received.Idle;
            }
            catch (OperationCanceledException)
            {
                return Received.Stopping;
            }
            catch (WebSocketException)
            {
                return Received.Closed;
            }

            length += part.Count;
            if (part.MessageType != WebSocketMessageType.Text)
            {
                return part.MessageType == WebSocketMessageType.Close ? Received.Closed : Received.NoText;
            }

            if (length > options.MaxMessageBytes)
            {
                return Received.TooLong;
            }

            if (part.EndOfMessage)
            {
                Message = _buffer.AsMemory(0, length);
                return Received.Message;
            }
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>False if the other side is gone or does not read.</returns>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            var sending = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (!sending.IsCompletedSuccessfully)
            {
                await sending.AsTask().WaitAsync(SendTimeout, clock, CancellationToken.None).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            socket.Abort();
            return false;
        }
    }

    /// <summary>Says good-bye, waits a moment for the other side to do the same, and ends the connection.</summary>
    public async ValueTask CloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var limit = new CancellationTokenSource(CloseTimeout, clock);
                await socket.CloseOutputAsync(status, reason, limit.Token).ConfigureAwait(false);
                await AwaitCloseAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone without a word; nothing is left to say to it.
        }

        socket.Abort();
        await EndPendingAsync().ConfigureAwait(false);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async Task<ValueWebSocketReceiveResult> WaitAsync(Task<ValueWebSocketReceiveResult> waiting)
    {
        _pending = waiting;
        var part = await waiting.WaitAsync(options.IdleTimeout, clock, stopping).ConfigureAwait(false);
        _pending = null;
        return part;
    }

    private async ValueTask AwaitCloseAsync(CancellationToken cancellationToken)
    {
        while (socket.State == WebSocketState.CloseSent)
        {
            var part = _pending is { } pending
                ? await pending.WaitAsync(cancellationToken).ConfigureAwait(false)
                : await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            _pending = null;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }
        }
    }

    // The buffer goes back to the pool only when nobody writes into it any more.
    private async ValueTask EndPendingAsync()
    {
        if (_pending is { } pending)
        {
            await pending.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, options.MaxMessageBytes + 1));
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
