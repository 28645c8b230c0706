using Gleaner.Tinker.Wire;

namespace Gleaner.Tinker;

/// <summary>
/// A session at a server, kept alive by heartbeats. Models belong to it and may go with it: <see cref="IsLost"/> says that the server does not know it any more.
/// </summary>
public sealed class TinkerSession : IAsyncDisposable
{
    private readonly TinkerTransport _transport;
    private readonly TinkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _beating;
    private int _models = -1;

    internal TinkerSession(TinkerTransport transport, TinkerOptions options, TimeProvider clock, string id, string? note)
    {
        _transport = transport;
        _options = options;
        _clock = clock;
        Id = id;
        Note = note;
        _beating = BeatAsync();
    }

    /// <summary>The server's name of it.</summary>
    public string Id { get; }

    /// <summary>What the server has to say to whoever opens a session; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>Whether a heartbeat was answered that there is no such session.</summary>
    public bool IsLost => _lost.Task.IsCompleted;

    /// <summary>Ends when the session is lost.</summary>
    public Task WhenLost => _lost.Task;

    /// <summary>Makes a model: adapters beside a base model.</summary>
    /// <param name="baseModel">The base model's name.</param>
    /// <param name="lora">The adapters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TinkerException">The server does not make it.</exception>
    public async Task<TinkerModel> CreateModelAsync(string baseModel, TinkerLora lora, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lora);
        var request = new ModelRequest
        {
            SessionId = Id,
            ModelSeqId = Interlocked.Increment(ref _models),
            BaseModel = baseModel,
            LoraConfig = new LoraFields
            {
                Rank = lora.Rank, Seed = lora.Seed, TrainAttn = lora.TrainsAttention, TrainMlp = lora.TrainsFeedForward, TrainUnembed = lora.TrainsHead, Alpha = lora.Alpha,
            },
        };
        var reply = await _transport.PostAsync<FutureReply>("create_model", request, cancellationToken).ConfigureAwait(false);
        var created = new TinkerFuture<ModelReply>(_transport, _options, _clock, [reply.RequestId], results => _transport.Parse<ModelReply>(results[0]));
        var model = await created.ResultAsync(cancellationToken).ConfigureAwait(false);
        return new TinkerModel(_transport, _options, _clock, model.ModelId, 1);
    }

    /// <summary>Ends the heartbeats. The protocol has no way to end a session; the server forgets it in time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_options.HeartbeatInterval, _clock);
        try
        {
            while (!IsLost && await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await BeatOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The session is disposed.
        }
    }

    // A heartbeat that does not get through says nothing yet: the next one may.
    private async Task BeatOnceAsync()
    {
        try
        {
            await _transport.PostAsync<System.Text.Json.JsonElement>("session_heartbeat", new HeartbeatRequest { SessionId = Id }, _stop.Token).ConfigureAwait(false);
        }
        catch (TinkerException failure)
        {
            if (failure.Failure == TinkerFailure.Lost)
            {
                _lost.TrySetResult();
            }
        }
    }
}
