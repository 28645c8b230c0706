using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.Sessions;
using Gleaner.Environments;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers.AgentGym;

/// <summary>
/// What AgentGym's servers answer (WooooDyy/AgentGym, the packages <c>agentenv-*</c>); names and shapes are the dialect's. Where
/// the originals fail with a bare 500, this one says what is wrong; see docs/servers.md.
/// </summary>
internal sealed class AgentGymServerProtocol(AgentGymDialect dialect, SessionTable sessions, EnvironmentServerOptions options) : IServerProtocol
{
    private readonly Func<Fields, long> _readClose = body => body.Integer(dialect.SessionField);
    private readonly Func<Fields, (long Session, string Action)> _readStep = body => (body.Integer(dialect.SessionField), body.String("action"));
    private readonly Func<Fields, (long Session, long? Task)> _readReset =
        body => (body.Integer(dialect.SessionField), body.OptionalInteger(dialect.TaskField));

    public ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json)
    {
        var request = context.Request;
        var path = request.Path.Value;
        switch (path)
        {
            case "/step":
                RequestRules.Require(request, HttpMethods.Post);
                return StepAsync(request, json);
            case "/reset":
                RequestRules.Require(request, HttpMethods.Post);
                return ResetAsync(request, json);
            case "/close":
                RequestRules.Require(request, HttpMethods.Post);
                return CloseAsync(request, json);
            case "/create":
                RequestRules.Require(request, HttpMethods.Post);
                return new(Create(json));
            case "/":
                RequestRules.Require(request, HttpMethods.Get);
                json.WriteStringValue("ok");
                return new(StatusCodes.Status200OK);
            case "/list_envs":
                RequestRules.Require(request, HttpMethods.Get);
                return new(List(json));
            default:
                return path is not null && dialect.Views.TryGetValue(path, out var write) ? ViewAsync(request, json, write) : throw RequestException.NotFound();
        }
    }

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private int Create(Utf8JsonWriter json)
    {
        dialect.WriteCreated(json, sessions.Open() ?? throw new RequestException(StatusCodes.Status503ServiceUnavailable, sessions.FullMessage));
        return StatusCodes.Status200OK;
    }

    private int List(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var number in sessions.Numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> StepAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var stopped = request.HttpContext.RequestAborted;
        var (number, action) = await JsonBody.ReadAsync(request, isOptional: false, _readStep).ConfigureAwait(false);
        using var held = await HoldAsync(number, stopped).ConfigureAwait(false);
        var episode = await EpisodeAsync(held.Session, stopped).ConfigureAwait(false);
        try
        {
            dialect.WriteStep(json, episode, await episode.StepAsync(action, stopped).ConfigureAwait(false));
            return StatusCodes.Status200OK;
        }
        catch (EnvironmentFailedException)
        {
            await held.Session.EndEpisodeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<int> ResetAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var stopped = request.HttpContext.RequestAborted;
        var (number, task) = await JsonBody.ReadAsync(request, isOptional: false, _readReset).ConfigureAwait(false);
        if (task is { } wanted && (wanted < 0 || wanted >= dialect.Environment.TaskCount))
        {
            throw RequestException.Field("value_error", dialect.NoTask(wanted), "body", dialect.TaskField);
        }

        using var held = await HoldAsync(number, stopped).ConfigureAwait(false);
        var session = held.Session;
        await session.EndEpisodeAsync().ConfigureAwait(false);
        var episode = task is { } index
            ? await dialect.Environment.StartAsync((int)index, stopped).ConfigureAwait(false)
            : await dialect.Environment.StartDrawnAsync(dialect.DrawsOfNew + session.Draws++, stopped).ConfigureAwait(false);
        session.Begin(episode);
        dialect.WriteReset(json, episode);
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> CloseAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var number = await JsonBody.ReadAsync(request, isOptional: false, _readClose).ConfigureAwait(false);
        var isClosed = await sessions.CloseAsync(number, request.HttpContext.RequestAborted).ConfigureAwait(false);
        json.WriteStartObject();
        json.WriteBoolean("closed", isClosed);
        json.WriteEndObject();
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> ViewAsync(HttpRequest request, Utf8JsonWriter json, Action<Utf8JsonWriter, IEpisode> write)
    {
        RequestRules.Require(request, HttpMethods.Get);
        var stopped = request.HttpContext.RequestAborted;
        using var held = await HoldAsync(RequestRules.QueryInteger(request, dialect.SessionField), stopped).ConfigureAwait(false);
        write(json, await EpisodeAsync(held.Session, stopped).ConfigureAwait(false));
        return StatusCodes.Status200OK;
    }

    private async ValueTask<HeldSession> HoldAsync(long number, CancellationToken stopped) =>
        await sessions.HoldAsync(number, stopped).ConfigureAwait(false)
        ?? throw new RequestException(
            StatusCodes.Status404NotFound,
            $"There is no environment {number}: it was never created, was closed, or was idle for {options.IdleTimeout.TotalMinutes:0.##} minutes.");

    /// <summary>What a session plays. A new one plays what the original shows there, started when it is first asked for.</summary>
    private async ValueTask<IEpisode> EpisodeAsync(NumberedSession session, CancellationToken stopped)
    {
        if (session.Episode is { } episode)
        {
            return episode;
        }

        if (!session.IsNew)
        {
            throw new RequestException(StatusCodes.Status409Conflict, $"The environment {session.Number} failed and plays nothing: reset it.");
        }

        var started = await dialect.Environment.StartDrawnAsync(dialect.DrawsOfNew - 1, stopped).ConfigureAwait(false);
        session.Begin(started);
        return started;
    }
}
