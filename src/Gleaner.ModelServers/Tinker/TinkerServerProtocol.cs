using System.Security.Cryptography;
using System.Text.Json;
using Gleaner.ModelServers.Engine;
using Gleaner.ModelServers.Messages;
using Gleaner.Tinker.Wire;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>
/// Tinker's training protocol over our own engine: what is asked of sessions, models and results. Shapes are those of the public
/// Python client (thinking-machines-lab/tinker) and of SkyRL's server (NovaSky-AI/SkyRL).
/// </summary>
internal sealed class TinkerServerProtocol : IServerProtocol
{
    private const string Prefix = "/api/v1/";
    private const int Pending = StatusCodes.Status408RequestTimeout;

    private readonly ServedModel _model;
    private readonly ModelServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly FutureTable _futures = new();
    private readonly SessionBook _sessions;
    private readonly TrainingOperations _training;
    private readonly SamplingOperations _sampling;
    private readonly CheckpointStore _checkpoints;
    private readonly CancellationToken _stopping;

    public TinkerServerProtocol(ServedModel model, ModelServerOptions options, TimeProvider clock, CancellationToken stopping)
    {
        _model = model;
        _options = options;
        _clock = clock;
        _stopping = stopping;
        _checkpoints = new CheckpointStore(options.CheckpointFolder);
        _sessions = new SessionBook(model, options, clock, () => RandomNumberGenerator.GetHexString(16, lowercase: true));
        _training = new TrainingOperations(model, options, _sessions, _futures, _checkpoints);
        _sampling = new SamplingOperations(model, _sessions, _futures, _checkpoints);
    }

    public ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw RequestException.NotFound();
        }

        var isGet = path[Prefix.Length..] is "healthz" or "get_server_capabilities";
        RequestRules.Require(context.Request, isGet ? HttpMethods.Get : HttpMethods.Post);
        return path[Prefix.Length..] switch
        {
            "healthz" => Reply(json, new HealthReply("ok")),
            "get_server_capabilities" => Reply(json, new CapabilitiesReply([new SupportedModelReply(_model.Name, _model.Config.MaxSequenceLength)])),
            "client/config" => Reply(json, new { PjwtAuthEnabled = false, ParallelFwdbwdChunks = false }),
            "telemetry" => Reply(json, new { Status = "accepted" }),
            "create_session" => On<SessionRequest>(context, json, _ => OpenSession()),
            "session_heartbeat" => On<HeartbeatRequest>(context, json, Beat),
            "create_sampling_session" => On<SamplingSessionRequest>(context, json, _sampling.OpenSampler),
            "create_model" => On<ModelRequest>(context, json, _training.Create),
            "get_info" => On<ModelIdRequest>(context, json, _training.Describe),
            "unload_model" => On<ModelIdRequest>(context, json, _training.Unload),
            "forward_backward" => On<PassRequest>(context, json, _training.ForwardBackward),
            "forward" => On<PassRequest>(context, json, _training.Forward),
            "optim_step" => On<OptimRequest>(context, json, _training.Step),
            "save_weights" => On<SaveRequest>(context, json, _training.Save),
            "save_weights_for_sampler" => On<SaveRequest>(context, json, _training.SaveForSampling),
            "load_weights" => On<LoadRequest>(context, json, _training.Load),
            "weights_info" => On<WeightsInfoRequest>(context, json, _training.Describe),
            "asample" => On<SampleRequest>(context, json, _sampling.Sample),
            "retrieve_future" => RetrieveAsync(context, json),
            _ => throw RequestException.NotFound(),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _sessions.Dispose();
        await _model.DisposeAsync().ConfigureAwait(false);
        _checkpoints.Dispose();
    }

    private SessionReply OpenSession() => new()
    {
        SessionId = _sessions.OpenSession(),
        InfoMessage = "Gleaner's server: adapters go on attention and feed-forward blocks; train_unembed is not supported and passed over.",
    };

    private object Beat(HeartbeatRequest request)
    {
        _sessions.Touch(request.SessionId);
        return new { Type = "session_heartbeat" };
    }

    private async ValueTask<int> RetrieveAsync(HttpContext context, Utf8JsonWriter json)
    {
        var request = await TypedBody.ReadAsync<RetrieveRequest>(context.Request, TinkerJson.Options).ConfigureAwait(false);
        if (_futures.Find(request.RequestId) is not { } result)
        {
            throw _futures.IsGone(request.RequestId)
                ? new RequestException(StatusCodes.Status410Gone, "The result is not kept any more.")
                : new RequestException(StatusCodes.Status404NotFound, "Future not found");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        try
        {
            json.WriteRawValue((await result.WaitAsync(_options.HoldTime, _clock, either.Token).ConfigureAwait(false)).Span, skipInputValidation: true);
            return StatusCodes.Status200OK;
        }
        catch (Exception e) when (e is TimeoutException || _stopping.IsCancellationRequested)
        {
            await Reply(json, new NoResultReply { Type = "try_again", RequestId = request.RequestId, QueueState = "active" }).ConfigureAwait(false);
            return Pending;
        }
    }

    private static async ValueTask<int> On<TRequest>(HttpContext context, Utf8JsonWriter json, Func<TRequest, object> answer) =>
        await Reply(json, answer(await TypedBody.ReadAsync<TRequest>(context.Request, TinkerJson.Options).ConfigureAwait(false))).ConfigureAwait(false);

    private static ValueTask<int> Reply(Utf8JsonWriter json, object reply)
    {
        JsonSerializer.Serialize(json, reply, reply.GetType(), TinkerJson.Options);
        return new(StatusCodes.Status200OK);
    }
}
