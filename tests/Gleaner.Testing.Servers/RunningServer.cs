using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Gleaner.EnvironmentServers;
using Gleaner.EnvironmentServers.AgentGym;
using Gleaner.EnvironmentServers.Hosting;

namespace Gleaner.Testing.Servers;

/// <summary>A server on a free port of this machine, and a client of it. Defects fail the test when the server is disposed.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly List<Exception> _defects;
    private readonly IDisposable? _served;

    private RunningServer(EnvironmentServer server, List<Exception> defects, IDisposable? served)
    {
        Server = server;
        _defects = defects;
        _served = served;
        Http = new HttpClient { BaseAddress = server.Url };
    }

    public EnvironmentServer Server { get; }

    public HttpClient Http { get; }

    /// <summary>Serves by AgentGym's protocol. What is served is disposed with the server if it can be.</summary>
    public static async Task<RunningServer> AgentGymAsync(AgentGymDialect dialect, EnvironmentServerOptions? options = null, TimeProvider? clock = null)
    {
        var defects = new List<Exception>();
        return new(
            await EnvironmentServer.StartAgentGymAsync(dialect, Free(options), clock ?? TimeProvider.System, Add(defects), Cancellation), defects, dialect.Environment as IDisposable);
    }

    /// <summary>Serves by OpenEnv's protocol. What is served is disposed with the server if it can be.</summary>
    public static async Task<RunningServer> OpenEnvAsync(IServedEnvironment environment, EnvironmentServerOptions? options = null, TimeProvider? clock = null)
    {
        var defects = new List<Exception>();
        return new(
            await EnvironmentServer.StartOpenEnvAsync(environment, Free(options), clock ?? TimeProvider.System, Add(defects), Cancellation), defects, environment as IDisposable);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<(int Status, string Body)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await Http.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Sends what must succeed.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null)
    {
        var (status, reply) = await SendAsync(method, path, body);
        status.ShouldBe(200, reply);
        return JsonElement.Parse(reply);
    }

    public async Task<SocketClient> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Server.Url) { Scheme = "ws", Path = "/ws" }.Uri, Cancellation);
        return new SocketClient(socket);
    }

    /// <summary>Waits until the server counts so many sessions.</summary>
    public async Task SessionsShouldBecomeAsync(int count)
    {
        while (Server.OpenSessions != count)
        {
            await Task.Delay(5, Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        _served?.Dispose();
        _defects.ShouldBeEmpty();
    }

    private static EnvironmentServerOptions Free(EnvironmentServerOptions? options) => (options ?? new EnvironmentServerOptions()) with { Port = 0 };

    private static Action<Exception> Add(List<Exception> defects) => defect =>
    {
        lock (defects)
        {
            defects.Add(defect);
        }
    };
}

/// <summary>A WebSocket that sends and receives JSON.</summary>
public sealed class SocketClient(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<JsonElement> CallAsync(string message)
    {
        await SendAsync(message);
        return JsonElement.Parse(await ReceiveAsync() ?? throw new InvalidOperationException("The server closed the socket."));
    }

    public Task SendAsync(string message, WebSocketMessageType type = WebSocketMessageType.Text) => SendAsync(Encoding.UTF8.GetBytes(message), type);

    public Task SendAsync(byte[] message, WebSocketMessageType type) => socket.SendAsync(message, type, endOfMessage: true, Cancellation);

    /// <returns>Null once the server has closed.</returns>
    public async Task<string?> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), Cancellation);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
                return null;
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    public void Dispose() => socket.Dispose();
}
