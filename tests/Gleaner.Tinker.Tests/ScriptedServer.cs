using System.Collections.Concurrent;
using System.Text;
using Gleaner.Testing.Servers;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Tinker.Tests;

/// <summary>A server that answers each path with what it is told to, in order; the last answer of a path stays.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> _answers = [];
    private LocalServer _server = null!;

    /// <summary>Every request: path and body.</summary>
    public ConcurrentQueue<(string Path, string Body)> Requests { get; } = [];

    /// <summary>The keys that came with requests.</summary>
    public ConcurrentBag<string> Keys { get; } = [];

    public SkippingClock Clock { get; } = new(TimeSpan.FromSeconds(30));

    public static async Task<ScriptedServer> StartAsync()
    {
        var made = new ScriptedServer();
        made._server = await LocalServer.StartAsync(made.AnswerAsync);
        return made;
    }

    public TinkerClient Client(Func<TinkerOptions, TinkerOptions>? change = null)
    {
        var options = new TinkerOptions { Address = _server.Url, Retries = 3, Random = () => 0.5, PollTimeout = TimeSpan.FromMinutes(1) };
        return new TinkerClient(change?.Invoke(options) ?? options, Clock);
    }

    public ScriptedServer On(string path, params string[] replies)
    {
        foreach (var reply in replies)
        {
            On(path, StatusCodes.Status200OK, reply);
        }

        return this;
    }

    public ScriptedServer On(string path, int status, string reply, string? retryAfter = null) => On(path, context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(reply);
    });

    public ScriptedServer On(string path, Func<HttpContext, Task> answer)
    {
        _answers.GetOrAdd(path, _ => []).Enqueue(answer);
        return this;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var path = context.Request.Path.Value!["/api/v1/".Length..];
        Requests.Enqueue((path, await reader.ReadToEndAsync()));
        Keys.Add(context.Request.Headers["X-API-Key"].ToString());
        if (!_answers.TryGetValue(path, out var queue) || !queue.TryPeek(out var answer))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (queue.Count > 1)
        {
            queue.TryDequeue(out answer);
        }

        await answer!(context);
    }
}
