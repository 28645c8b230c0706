using System.Net;
using System.Net.Sockets;

namespace Gleaner.Cluster.Tests;

/// <summary>A line between a worker and the server. While it is held nothing that the worker says arrives; nothing is lost, as with a process that was stopped.</summary>
internal sealed class HeldLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new();

    private HeldLine(Uri server)
    {
        _server = server;
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"nats://{_listener.LocalEndpoint}";

    public static HeldLine To(string server) => new(new Uri(server));

    /// <summary>Nothing arrives from now on.</summary>
    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was said meanwhile arrives.</summary>
    public void LetGo() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient worker)
    {
        using var closing = worker;
        using var server = new TcpClient();
        await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
        await Task.WhenAny(CarryAsync(worker.GetStream(), server.GetStream(), mayBeHeld: true), CarryAsync(server.GetStream(), worker.GetStream(), mayBeHeld: false));
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to, bool mayBeHeld)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
            {
                await (mayBeHeld ? _open.Task.WaitAsync(_end.Token) : Task.CompletedTask);
                await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }
}
