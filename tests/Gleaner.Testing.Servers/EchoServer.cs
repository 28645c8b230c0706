using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Testing.Servers;

/// <summary>
/// An OpenEnv server as its Python code behaves. An episode with seed N is won by the message <c>N</c>; anything else is echoed.
/// It counts what becomes of its sessions, and misbehaves when told to.
/// </summary>
public sealed class EchoServer : IAsyncDisposable
{
    private readonly List<(int Count, TaskCompletionSource Reached)> _refusals = [];
    private LocalServer? _server;
    private int _open;

    public Uri Url => _server!.Url;

    /// <summary>What <c>/schema</c> replies; null for 404.</summary>
    public string? Schema { get; init; } = """
        {"action":{"properties":{"metadata":{"type":"object"},"message":{"minLength":1,"type":"string"}},"required":["message"],"title":"EchoAction","type":"object"},
         "observation":{"properties":{"done":{"type":"boolean"},"reward":{"anyOf":[{"type":"number"},{"type":"null"}]},"metadata":{"type":"object"},"echoed":{"type":"string"}},"type":"object"},
         "state":{}}
        """;

    public int Capacity { get; set; } = 8;

    /// <summary>What the server says instead of its answer to the message of this type in this episode: a text, or null to answer.</summary>
    public Func<string, int, string?> Says { get; set; } = (_, _) => null;

    /// <summary>What the server says before its answer to the message of this type in this episode; null for nothing.</summary>
    public Func<string, int, string?> Adds { get; set; } = (_, _) => null;

    public Func<string, int, Fault?> Fails { get; set; } = (_, _) => null;

    /// <summary>How the server checks its connections.</summary>
    public TimeSpan? Ping { get; init; }

    public ConcurrentQueue<string> Messages { get; } = new();

    public int Opened { get; private set; }

    public int MostOpen { get; private set; }

    /// <summary>Sessions that were ended by a message, as they should be.</summary>
    public int SaidGoodbye { get; private set; }

    public int Ended { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Ends when so many sessions have been refused.</summary>
    public Task HasRefusedAsync(int count)
    {
        lock (Messages)
        {
            if (Refused >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _refusals.Add((count, reached));
            return reached.Task;
        }
    }

    public static async Task<EchoServer> StartAsync(EchoServer? server = null)
    {
        server ??= new EchoServer();
        server._server = await LocalServer.StartAsync(server.AnswerAsync, application => application.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = server.Ping ?? TimeSpan.FromSeconds(20),
            KeepAliveTimeout = server.Ping ?? TimeSpan.FromSeconds(20),
        }));
        return server;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/schema" && Schema is not null)
        {
            await context.Response.WriteAsync(Schema);
        }
        else if (context.Request.Path == "/ws" && context.WebSockets.IsWebSocketRequest && Fails("connect", -1) is null)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await ServeAsync(context, socket);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task ServeAsync(HttpContext context, WebSocket socket)
    {
        if (!TryEnter())
        {
            await SendAsync(socket, """{"type":"error","data":{"message":"full","code":"CAPACITY_REACHED","active_sessions":1,"max_sessions":1}}""");
            await CloseAsync(socket);
            return;
        }

        try
        {
            await TalkAsync(context, socket);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The client went away.
        }
        finally
        {
            lock (Messages)
            {
                _open--;
                Ended++;
            }

            await CloseAsync(socket);
        }
    }

    private bool TryEnter()
    {
        lock (Messages)
        {
            if (_open == Capacity)
            {
                Refused++;
                _refusals.ForEach(item =>
                {
                    if (item.Count <= Refused)
                    {
                        item.Reached.TrySetResult();
                    }
                });
                return false;
            }

            _open++;
            Opened++;
            MostOpen = Math.Max(MostOpen, _open);
            return true;
        }
    }

    private async Task TalkAsync(HttpContext context, WebSocket socket)
    {
        var (task, steps) = (-1, 0);
        while (await ReceiveAsync(socket) is { } text)
        {
            Messages.Enqueue(text);
            var message = JsonNode.Parse(text)!;
            var type = (string)message["type"]!;
            var data = message["data"];
            if (type == "reset")
            {
                (task, steps) = ((int)(data!["seed"] ?? data["task_id"])!, 0);
            }

            if (type == "close")
            {
                lock (Messages)
                {
                    SaidGoodbye++;
                }

                return;
            }

            switch (Fails(type, task))
            {
                case Fault.Cut:
                    context.Abort();
                    return;
                case Fault.Silence:
                    await ReceiveAsync(socket);
                    return;
                case Fault.WrongType:
                    await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
                    continue;
                case Fault.Huge:
                    await SendAsync(socket, "\"" + new string('x', 1 << 17) + "\"");
                    continue;
                default:
                    break;
            }

            if (Adds(type, task) is { } more)
            {
                await SendAsync(socket, more);
            }

            steps += type == "step" ? 1 : 0;
            var said = data?["message"]?.GetValue<string>() ?? data?.ToJsonString() ?? "";
            var isWon = type == "step" && said == $"{task}";
            await SendAsync(socket, Says(type, task) ?? (type == "step" && said.Length == 0
                ? """{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[]}}"""
                : new JsonObject
                {
                    ["type"] = "observation",
                    ["data"] = new JsonObject
                    {
                        ["observation"] = new JsonObject { ["echoed"] = type == "reset" ? $"Say {task}." : isWon ? "Right." : $"{said}?" },
                        ["reward"] = type == "reset" ? null : isWon ? 1 : 0.25,
                        ["done"] = isWon,
                    },
                }.ToJsonString()));
        }
    }

    private static async Task<string?> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[1 << 16];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task CloseAsync(WebSocket socket)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }
}
