using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.Sessions;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>
/// What OpenEnv's servers answer (meta-pytorch/OpenEnv, core/env_server): sessions live on the socket <c>/ws</c>; POST /reset and
/// /step are without memory, each with an episode of its own.
/// </summary>
internal sealed class OpenEnvServerProtocol(
    IServedEnvironment environment, SessionLimit sessions, EnvironmentServerOptions options, TimeProvider clock, Action<Exception> onDefect, CancellationToken stopping) : IServerProtocol
{
    private readonly ReplyPool _replies = new();

    public ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json)
    {
        var request = context.Request;
        switch (request.Path.Value)
        {
            case "/ws":
                return AnswerSocketAsync(context);
            case "/reset":
                RequestRules.Require(request, HttpMethods.Post);
                return ResetAsync(request, json);
            case "/step":
                RequestRules.Require(request, HttpMethods.Post);
                return StepAsync(request, json);
            case "/mcp":
                RequestRules.Require(request, HttpMethods.Post);
                return ToolsAsync(request, json);
            case "/state":
                RequestRules.Require(request, HttpMethods.Get);
                OpenEnvReplies.WriteState(json, new ServedEpisode(environment));
                return new(StatusCodes.Status200OK);
            case "/schema":
                RequestRules.Require(request, HttpMethods.Get);
                OpenEnvSchemas.Write(json, environment);
                return new(StatusCodes.Status200OK);
            case "/metadata":
                RequestRules.Require(request, HttpMethods.Get);
                OpenEnvReplies.WriteMetadata(json, environment);
                return new(StatusCodes.Status200OK);
            case "/health":
                RequestRules.Require(request, HttpMethods.Get);
                OpenEnvReplies.WriteHealth(json);
                return new(StatusCodes.Status200OK);
            default:
                throw RequestException.NotFound();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<int> AnswerSocketAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new RequestException(StatusCodes.Status426UpgradeRequired, "This is a WebSocket; sessions live on it. POST /reset and /step have no session.");
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        var session = new OpenEnvSession(new SessionSocket(socket, options, clock, stopping), environment, sessions, _replies, onDefect);
        await session.RunAsync(context.RequestAborted).ConfigureAwait(false);
        return IServerProtocol.Answered;
    }

    private async ValueTask<int> ResetAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var wanted = await JsonBody.ReadAsync(request, isOptional: true, static body => ResetRequest.Read(body)).ConfigureAwait(false);
        return await PlayAsync(json, episode => episode.ResetAsync(wanted, request.HttpContext.RequestAborted)).ConfigureAwait(false);
    }

    private async ValueTask<int> StepAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var action = await JsonBody.ReadAsync(request, isOptional: false, static body => StepRequest.ReadBody(body)).ConfigureAwait(false);
        return await PlayAsync(json, episode => episode.StepAsync(action, request.HttpContext.RequestAborted)).ConfigureAwait(false);
    }

    private async ValueTask<int> PlayAsync(Utf8JsonWriter json, Func<ServedEpisode, ValueTask> play)
    {
        if (!sessions.TryEnter())
        {
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, sessions.FullMessage);
        }

        try
        {
            var episode = new ServedEpisode(environment);
            await using (episode.ConfigureAwait(false))
            {
                await play(episode).ConfigureAwait(false);
                OpenEnvReplies.WriteObservation(json, episode);
                return StatusCodes.Status200OK;
            }
        }
        finally
        {
            sessions.Leave();
        }
    }

    private static async ValueTask<int> ToolsAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var call = await JsonBody.ReadAsync(request, isOptional: true, static body => ToolRequest.Read(body)).ConfigureAwait(false);
        OpenEnvReplies.WriteNoTools(json, call);
        return StatusCodes.Status200OK;
    }
}
