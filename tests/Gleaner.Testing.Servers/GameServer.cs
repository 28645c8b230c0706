using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Testing.Servers;

/// <summary>
/// A server of AgentGym's ScienceWorld that plays a small game, counts what is done to its sessions, and misbehaves when told to.
/// Task N is won by saying <c>N</c>; anything else is counted aloud.
/// </summary>
public sealed class GameServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Session> _sessions = new();
    private LocalServer? _server;
    private int _next;

    /// <summary>What goes wrong, by the path and the task's number (-1 where there is none yet).</summary>
    public Func<string, int, Fault?> Fails { get; set; } = (_, _) => null;

    /// <summary>Waited for before a reply to /create.</summary>
    public Task Creation { get; set; } = Task.CompletedTask;

    /// <summary>Makes each new session's number.</summary>
    public Func<int, int> Number { get; init; } = number => number;

    public Uri Url => _server!.Url;

    public int Created => _sessions.Count;

    /// <summary>Requests, by path.</summary>
    public ConcurrentDictionary<string, int> Requests { get; } = new();

    public IEnumerable<int> CloseCounts => _sessions.Values.Select(session => session.Closed);

    public int MostInUse { get; private set; }

    public static async Task<GameServer> StartAsync(GameServer? game = null)
    {
        game ??= new GameServer();
        game._server = await LocalServer.StartAsync(game.AnswerAsync);
        return game;
    }

    /// <summary>As if the server had been started anew: it knows none of its sessions.</summary>
    public void Forget()
    {
        foreach (var session in _sessions.Values)
        {
            session.IsForgotten = true;
        }
    }

    /// <summary>The same, and it counts its sessions from 0 again.</summary>
    public void Restart()
    {
        _sessions.Clear();
        _next = 0;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.AddOrUpdate(path, 1, (_, count) => count + 1);
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var body = text.Length > 0 ? JsonNode.Parse(text)! : null;
        var session = body?["id"] is { } id ? _sessions.GetValueOrDefault((int)id) : null;
        var task = path == "/reset" ? (int)body!["data_idx"]! : session?.Task ?? -1;
        if (path == "/create")
        {
            await Creation;
        }

        if (path == "/close" && session is not null)
        {
            Interlocked.Increment(ref session.Closed);
        }

        if (Fails(path, task) is { } fault)
        {
            await fault.AnswerAsync(context);
            return;
        }

        await context.Response.WriteAsync(path switch
        {
            "/" => "\"This is environment SciWorld.\"",
            "/create" => Create(),
            _ when session is null or { IsForgotten: true } => """{"error":"The id is not valid."}""",
            "/reset" => session.Reset(task),
            "/step" => session.Step((string)body!["action"]!),
            _ => """{"closed":true}""",
        });
    }

    private string Create()
    {
        var number = Number(Interlocked.Increment(ref _next) - 1);
        _sessions.TryAdd(number, new Session());
        MostInUse = Math.Max(MostInUse, _sessions.Values.Count(session => session.Closed == 0));
        return $$"""{"id":{{number}}}""";
    }

    private sealed class Session
    {
        public int Closed;
        private int _steps;
        private bool _isDone;

        public bool IsForgotten { get; set; }

        public int Task { get; private set; } = -1;

        public string Reset(int task)
        {
            (Task, _steps, _isDone) = (task, 0, false);
            return $$"""{"task_description":"Say {{task}}.","observation":"Nothing was said.","reward":0,"score":0,"done":false}""";
        }

        public string Step(string action)
        {
            if (_isDone)
            {
                return """{"error":"The task with environment 0 has finished."}""";
            }

            _steps++;
            _isDone = action == $"{Task}";
            return _isDone
                ? $$"""{"observation":"You said it after {{_steps}} steps.","reward":{{100 - _steps}},"score":100,"done":true}"""
                : $$"""{"observation":"{{_steps}} wrong.","reward":1,"score":{{_steps}},"done":false}""";
        }
    }
}
