using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>
/// A server that speaks OpenAI's chat completions over real HTTP, in this process. Who answers is a function, so it can be a
/// script; it counts what it was asked and what it answered, and misbehaves when told to.
/// </summary>
internal sealed class FakeChatServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _attempts = new();
    private readonly ConcurrentDictionary<string, int> _answered = new();
    private WebApplication? _application;
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private int _answers;
    private int _open;
    private int _connections;
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Address => new(new Uri(_application!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "v1");

    public required Func<ReceivedCall, string> Answers { get; init; }

    public Func<ReceivedCall, Trouble> Troubles { get; set; } = _ => Trouble.None;

    public TimeSpan Latency { get; init; }

    public string RetryAfter { get; init; } = "0";

    /// <summary>The key that requests must carry; null for any.</summary>
    public string? Key { get; init; }

    /// <summary>Changes the choice of an answer, to add tokens to it.</summary>
    public Action<JsonObject, string> Adds { get; init; } = (_, _) => { };

    public bool CountsTokens { get; init; } = true;

    /// <summary>Answers instead of a chat completion; null: nothing does.</summary>
    public Func<HttpContext, Task>? Instead { get; init; }

    /// <summary>Answers that are given; requests after them are held until <see cref="Release"/>.</summary>
    public int HoldAfter { get; init; } = int.MaxValue;

    public int Requests => _requests;

    /// <summary>What it says that its models are owned by, and how often it was asked; null where it has no list of models.</summary>
    public string? Owner { get; init; }

    public int OwnerAsked { get; private set; }

    /// <summary>Ends with the first request.</summary>
    public Task Asked => _asked.Task;

    public int Answered => _answers;

    public int MostOpen { get; private set; }

    public ConcurrentQueue<ReceivedCall> Received { get; } = new();

    /// <summary>How often each different request was answered in full.</summary>
    public IReadOnlyDictionary<string, int> AnsweredByBody => _answered;

    public static async Task<FakeChatServer> StartAsync(FakeChatServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(server.CountAsync)));
        server._application = builder.Build();
        server._application.MapPost("/v1/chat/completions", server.AnswerAsync);
        server._application.MapGet("/v1/models", () =>
        {
            server.OwnerAsked++;
            return server.Owner is { } owner ? Results.Json(new { data = new[] { new { id = "other", owned_by = "somebody" }, new { id = "scripted", owned_by = owner } } }) : Results.NotFound();
        });
        await server._application.StartAsync();
        return server;
    }

    public void Release() => _held.TrySetResult();

    /// <summary>
    /// Ends when no connection is open any more. A client that was killed has left its requests behind: released before the
    /// server knows that nobody waits for them, they would be answered, and counted.
    /// </summary>
    public Task LeftAsync()
    {
        lock (_attempts)
        {
            return _connections == 0 ? Task.CompletedTask : _left.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _held.TrySetResult();
        await _application!.DisposeAsync();
    }

    private ConnectionDelegate CountAsync(ConnectionDelegate next) => async connection =>
    {
        lock (_attempts)
        {
            if (_connections++ == 0 && _left.Task.IsCompleted)
            {
                _left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        try
        {
            await next(connection);
        }
        finally
        {
            lock (_attempts)
            {
                if (--_connections == 0)
                {
                    _left.TrySetResult();
                }
            }
        }
    };

    private async Task AnswerAsync(HttpContext http)
    {
        var text = await new StreamReader(http.Request.Body, Encoding.UTF8).ReadToEndAsync(http.RequestAborted);
        var call = new ReceivedCall(
            Interlocked.Increment(ref _requests), _attempts.AddOrUpdate(text, 1, (_, count) => count + 1), JsonNode.Parse(text)!);
        Received.Enqueue(call);
        _asked.TrySetResult();
        lock (_attempts)
        {
            MostOpen = Math.Max(MostOpen, ++_open);
        }

        try
        {
            var trouble = Key is not null && http.Request.Headers.Authorization != $"Bearer {Key}" ? Trouble.WrongKey : Troubles(call);
            if (Instead is { } instead)
            {
                await instead(http);
            }
            else if (trouble == Trouble.None)
            {
                await GiveAnswerAsync(http, call, text);
            }
            else
            {
                await MisbehaveAsync(http, call, trouble);
            }
        }
        finally
        {
            lock (_attempts)
            {
                _open--;
            }
        }
    }

    private async Task GiveAnswerAsync(HttpContext http, ReceivedCall call, string text)
    {
        // Taken before the wait: what is held has not been answered, and is not paid for.
        if (Interlocked.Increment(ref _answers) > HoldAfter && !_held.Task.IsCompleted)
        {
            Interlocked.Decrement(ref _answers);
            await _held.Task.WaitAsync(http.RequestAborted);
            Interlocked.Increment(ref _answers);
        }

        await Task.Delay(Latency, http.RequestAborted);
        var completion = Completion(call).ToJsonString();
        _answered.AddOrUpdate(text, 1, (_, count) => count + 1);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(completion, http.RequestAborted);
    }

    private JsonObject Completion(ReceivedCall call)
    {
        var reply = Answers(call);
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = reply },
            ["finish_reason"] = "stop",
        };
        Adds(choice, reply);
        var completion = new JsonObject
        {
            ["id"] = $"chatcmpl-{call.Number}",
            ["object"] = "chat.completion",
            ["model"] = (string)call.Body["model"]!,
            ["choices"] = new JsonArray { choice },
        };
        if (CountsTokens)
        {
            completion["usage"] = new JsonObject
            {
                ["prompt_tokens"] = call.Messages.Sum(message => message.Text.Length) / 4,
                ["completion_tokens"] = choice["token_ids"]?.AsArray().Count ?? (reply.Length / 4) + 1,
            };
        }

        return completion;
    }

    private async Task MisbehaveAsync(HttpContext http, ReceivedCall call, Trouble trouble)
    {
        http.Response.ContentType = "application/json";
        switch (trouble)
        {
            case Trouble.RateLimited:
                http.Response.Headers.RetryAfter = RetryAfter;
                await ErrorAsync(429, "rate_limit_exceeded", "Too many requests.");
                break;
            case Trouble.Redirects:
                http.Response.Redirect("http://127.0.0.1:1/v1/chat/completions");
                break;
            case Trouble.NeverEnds:
                for (var part = new byte[1 << 20]; !http.RequestAborted.IsCancellationRequested;)
                {
                    part.AsSpan().Fill((byte)' ');
                    await http.Response.Body.WriteAsync(part);
                }

                break;
            case Trouble.ServerError:
                await ErrorAsync(500, "server_error", "The server had an error.");
                break;
            case Trouble.ContextTooLong:
                await ErrorAsync(400, "context_length_exceeded", "This model's maximum context length is 8 tokens.");
                break;
            case Trouble.ContentFilter:
                await ErrorAsync(400, "content_filter", "The response was filtered.");
                break;
            case Trouble.WrongKey:
                await ErrorAsync(401, "invalid_api_key", $"Incorrect API key provided: {http.Request.Headers.Authorization.ToString().Split(' ')[^1]}.");
                break;
            case Trouble.CutConnection:
                http.Abort();
                break;
            case Trouble.CutBody:
                var whole = Completion(call).ToJsonString();
                http.Response.ContentLength = whole.Length;
                await http.Response.WriteAsync(whole[..(whole.Length / 2)]);
                await http.Response.Body.FlushAsync();
                http.Abort();
                break;
            case Trouble.Garbage:
                await http.Response.WriteAsync("<html>502, says a proxy");
                break;
            case Trouble.NeverAnswers:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(trouble));
        }

        Task ErrorAsync(int status, string code, string message)
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString());
        }
    }
}

/// <summary>A request that the fake server was sent.</summary>
/// <param name="Number">Counts the requests, from 1.</param>
/// <param name="Attempt">Counts the requests of the same body, from 1.</param>
/// <param name="Body">The body.</param>
internal sealed record ReceivedCall(int Number, int Attempt, JsonNode Body)
{
    public IReadOnlyList<(string Role, string Text)> Messages =>
        [.. Body["messages"]!.AsArray().Select(message => ((string)message!["role"]!, (string)message["content"]!))];
}

/// <summary>What the fake server does instead of answering.</summary>
internal enum Trouble
{
    None,
    RateLimited,
    ServerError,
    CutConnection,
    CutBody,
    Garbage,
    NeverAnswers,
    ContextTooLong,
    ContentFilter,
    WrongKey,
    NeverEnds,
    Redirects,
}
