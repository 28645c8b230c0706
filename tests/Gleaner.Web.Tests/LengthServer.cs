using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Web.Tests;

/// <summary>Answers with the length of what it was sent, and counts what it was asked.</summary>
internal sealed class LengthProtocol : IServerProtocol
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public bool IsDisposed { get; private set; }

    public async ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json)
    {
        Interlocked.Increment(ref _asked);
        if (context.Request.Path == "/defect")
        {
            throw new InvalidOperationException("a defect");
        }

        json.WriteNumberValue(await RequestBody.ReadAsync(context.Request, bytes => bytes.Length));
        return StatusCodes.Status200OK;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>A server on a free port of this machine, and what is sent to it byte for byte.</summary>
internal sealed class LengthServer : IAsyncDisposable
{
    private readonly WebServer _server;

    private LengthServer(WebServer server, LengthProtocol protocol, List<Exception> defects) => (_server, Protocol, Defects) = (server, protocol, defects);

    public LengthProtocol Protocol { get; }

    public List<Exception> Defects { get; }

    public int Port => _server.Url.Port;

    public static Listening Loopback { get; } = new(new IPEndPoint(IPAddress.Loopback, 0)) { MaxRequestBytes = 2000, MaxConnections = 100, StopTimeout = TimeSpan.FromMilliseconds(100) };

    public static async Task<LengthServer> StartAsync(HostGuard? guard = null, Listening? listening = null, LengthProtocol? protocol = null)
    {
        var served = protocol ?? new LengthProtocol();
        var defects = new List<Exception>();
        var server = await ProtocolServer.StartAsync(
            _ => served, listening ?? Loopback, guard ?? new HostGuard(IPAddress.Loopback), defects.Add, TestContext.Current.CancellationToken);
        return new LengthServer(server, served, defects);
    }

    /// <summary>Sends a request, in which <c>PORT</c> stands for the server's, and reads until the server ends the connection.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var client = await ConnectAsync(request);
        return await new StreamReader(client.GetStream()).ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends the beginning of a request, and leaves the connection open.</summary>
    public async Task<TcpClient> ConnectAsync(string request)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request.Replace("PORT", $"{Port}", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        return client;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
