using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Tinker.Wire;

namespace Gleaner.Tinker;

/// <summary>
/// A client of a server that speaks Tinker's training protocol: hosted Tinker, SkyRL's server, or <c>gleaner serve model</c>. JSON only. What fails in passing is
/// tried again; operations on a model carry a number, by which a server recognises one that it has already. Thread-safe.
/// </summary>
public sealed class TinkerClient : IDisposable
{
    private const string Version = "gleaner";

    private readonly TinkerTransport _transport;
    private readonly TinkerOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the server is.</param>
    /// <param name="clock">The clock of all waiting; null for the system's.</param>
    public TinkerClient(TinkerOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _transport = new TinkerTransport(options, _clock);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Whether the server is well.</summary>
    /// <exception cref="TinkerException">It cannot be reached.</exception>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default) =>
        (await _transport.GetAsync<HealthReply>("healthz", cancellationToken).ConfigureAwait(false)).Status == "ok";

    /// <summary>The base models that the server tunes and samples.</summary>
    public async Task<ImmutableArray<TinkerBaseModel>> BaseModelsAsync(CancellationToken cancellationToken = default) =>
    [
        .. (await _transport.GetAsync<CapabilitiesReply>("get_server_capabilities", cancellationToken).ConfigureAwait(false)).SupportedModels
            .Where(model => model.ModelName is not null)
            .Select(model => new TinkerBaseModel(model.ModelName!, model.MaxContextLength)),
    ];

    /// <summary>Opens a session and keeps it alive by heartbeats until it is disposed.</summary>
    /// <param name="tags">Words that the server may show.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TinkerSession> OpenSessionAsync(IReadOnlyList<string>? tags = null, CancellationToken cancellationToken = default)
    {
        var reply = await _transport.PostAsync<SessionReply>(
            "create_session", new SessionRequest { Tags = tags ?? [], SdkVersion = Version, UserMetadata = new Dictionary<string, JsonElement>() }, cancellationToken).ConfigureAwait(false);
        if (reply.ErrorMessage is { Length: > 0 } error)
        {
            throw new TinkerException($"The training server opened no session: {error}", TinkerFailure.Rejected);
        }

        return new TinkerSession(_transport, _options, _clock, reply.SessionId, reply.WarningMessage ?? reply.InfoMessage);
    }

    /// <summary>Takes up a model that another process made, if it is still there.</summary>
    /// <param name="modelId">Its id.</param>
    /// <param name="nextSequence">The number of its next operation: one more than its last.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null if the server does not know it any more.</returns>
    public async Task<TinkerModel?> FindModelAsync(string modelId, long nextSequence, CancellationToken cancellationToken = default)
    {
        try
        {
            await _transport.PostAsync<InfoReply>("get_info", new ModelIdRequest { ModelId = modelId, Type = "get_info" }, cancellationToken).ConfigureAwait(false);
            return new TinkerModel(_transport, _options, _clock, modelId, nextSequence);
        }
        catch (TinkerException failure) when (failure.Failure == TinkerFailure.Lost)
        {
            return null;
        }
    }

    /// <summary>Samples sequences after a prompt, by token ids.</summary>
    /// <param name="weights">What to sample from.</param>
    /// <param name="prompt">The prompt's ids.</param>
    /// <param name="sampling">How.</param>
    /// <param name="count">How many sequences.</param>
    /// <param name="withPrompt">Whether the prompt's log-probabilities are wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TinkerFuture<TinkerSamples>> SampleAsync(
        TinkerWeights weights, ReadOnlyMemory<int> prompt, TinkerSampling sampling, int count = 1, bool withPrompt = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(sampling);
        var request = new SampleRequest
        {
            NumSamples = count,
            Prompt = new InputFields { Chunks = [new ChunkFields { Tokens = prompt.ToArray() }] },
            SamplingParams = new SamplingFields
            {
                MaxTokens = sampling.MaxTokens,
                Seed = sampling.Seed,
                Stop = !sampling.StopIds.IsEmpty ? JsonSerializer.SerializeToElement(sampling.StopIds)
                    : !sampling.StopTexts.IsEmpty ? JsonSerializer.SerializeToElement(sampling.StopTexts)
                    : null,
                Temperature = sampling.Temperature,
                TopK = sampling.TopK ?? -1,
                TopP = sampling.TopP,
            },
            BaseModel = weights.BaseModel,
            ModelPath = weights.Path,
            PromptLogprobs = withPrompt ? true : null,
        };
        var future = await _transport.PostAsync<FutureReply>("asample", request, cancellationToken).ConfigureAwait(false);
        return new TinkerFuture<TinkerSamples>(_transport, _options, _clock, [future.RequestId], results => Read(_transport.Parse<SampleReply>(results[0])));
    }

    private static TinkerSamples Read(SampleReply reply) => new([.. reply.Sequences.Select(Read)], reply.PromptLogprobs);

    private static TinkerSequence Read(SequenceFields sequence) => sequence.Logprobs is null || sequence.Logprobs.Length == sequence.Tokens.Length
        ? new TinkerSequence([.. sequence.Tokens], sequence.Logprobs is { } known ? [.. known] : null, sequence.StopReason == "stop")
        : throw new TinkerException($"A sampled sequence has {sequence.Tokens.Length} tokens and {sequence.Logprobs.Length} log-probabilities.", TinkerFailure.Malformed);
}

/// <summary>A base model that a server offers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MaxContext">The longest sequence in tokens; null where the server does not say.</param>
public sealed record TinkerBaseModel(string Name, int? MaxContext);
