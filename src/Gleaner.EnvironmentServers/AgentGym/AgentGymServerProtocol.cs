using System.Text.Json;
using Gleaner.Environments;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.Sessions;
using Gleaner.EnvironmentServers.Worlds;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers.AgentGym;

/// <summary>
/// What AgentGym's WebShop server answers (WooooDyy/AgentGym, agentenv-webshop), down to the shape of every value. Where the
/// original fails with a bare 500, this one says what is wrong; see docs/servers.md.
/// </summary>
internal sealed class AgentGymServerProtocol(ServedShop shop, SessionTable sessions, EnvironmentServerOptions options) : IProtocol
{
    // The original resets a new environment twice before anybody sees it: once when it is made, once by the server.
    private const int DrawsOfNew = 2;

    public ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json)
    {
        var request = context.Request;
        switch (request.Path.Value)
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
                AgentGymReplies.WriteNumbers(json, sessions.Numbers);
                return new(StatusCodes.Status200OK);
            case "/observation":
                return new(Show(request, json, AgentGymReplies.WriteObservation));
            case "/available_actions":
                return new(Show(request, json, AgentGymReplies.WriteActions));
            case "/instruction_text":
                return new(Show(request, json, AgentGymReplies.WriteInstruction));
            case "/state":
                return new(Show(request, json, AgentGymReplies.WriteState));
            default:
                throw RequestException.NotFound();
        }
    }

    public void Dispose() => sessions.Dispose();

    private int Create(Utf8JsonWriter json)
    {
        json.WriteNumberValue(
            sessions.Open(() => shop.StartDrawn(DrawsOfNew - 1), DrawsOfNew)
            ?? throw new RequestException(StatusCodes.Status503ServiceUnavailable, sessions.FullMessage));
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> StepAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var (number, action) = await JsonBody.ReadAsync(request, isOptional: false, static body => (body.Integer("env_idx"), body.String("action"))).ConfigureAwait(false);
        var result = Use(number, action, static (session, action) => session.Episode.Step(action));
        AgentGymReplies.WriteStep(json, result);
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> ResetAsync(HttpRequest request, Utf8JsonWriter json)
    {
        var (number, goal) = await JsonBody.ReadAsync(request, isOptional: false, static body => (body.Integer("env_idx"), body.OptionalInteger("session_id"))).ConfigureAwait(false);
        if (goal is { } wanted && (wanted < 0 || wanted >= shop.TaskCount))
        {
            throw RequestException.Field("value_error", $"There is no goal number {wanted}: this shop has goals 0..{shop.TaskCount - 1}.", "body", "session_id");
        }

        var observation = Use(number, (shop, goal), static (session, start) =>
        {
            session.Episode = start.goal is { } index ? start.shop.Start((int)index) : start.shop.StartDrawn(session.Draws++);
            return session.Episode.Observation;
        });
        AgentGymReplies.WriteReset(json, observation);
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> CloseAsync(HttpRequest request, Utf8JsonWriter json)
    {
        long number = await JsonBody.ReadAsync(request, isOptional: false, static body => body.Integer("env_idx")).ConfigureAwait(false);
        json.WriteStartObject();
        json.WriteBoolean("closed", sessions.Close(number));
        json.WriteEndObject();
        return StatusCodes.Status200OK;
    }

    // A snapshot costs nothing and is written after the session is free again.
    private int Show(HttpRequest request, Utf8JsonWriter json, Action<Utf8JsonWriter, WebShopEpisode> write)
    {
        RequestRules.Require(request, HttpMethods.Get);
        write(json, Use(RequestRules.QueryInteger(request, "env_idx"), 0, static (session, _) => session.Episode.Fork()));
        return StatusCodes.Status200OK;
    }

    private TResult Use<TState, TResult>(long number, TState state, Func<NumberedSession, TState, TResult> use) =>
        sessions.TryUse(number, state, use, out var result)
            ? result!
            : throw new RequestException(
                StatusCodes.Status404NotFound,
                $"There is no environment {number}: it was never created, was closed, or was idle for {options.IdleTimeout.TotalMinutes:0.##} minutes.");
}
