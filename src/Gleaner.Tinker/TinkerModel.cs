using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Gleaner.Tinker.Wire;

namespace Gleaner.Tinker;

/// <summary>
/// A model at a server: adapters in training with their optimiser. Operations are numbered and carried out in the order of their numbers; one that is sent
/// twice under its number, after a lost connection or a restart, is done once by servers that keep to that. Not for several callers at once.
/// </summary>
public sealed class TinkerModel
{
    private readonly TinkerTransport _transport;
    private readonly TinkerOptions _options;
    private readonly TimeProvider _clock;

    internal TinkerModel(TinkerTransport transport, TinkerOptions options, TimeProvider clock, string id, long nextSequence)
    {
        _transport = transport;
        _options = options;
        _clock = clock;
        Id = id;
        NextSequence = nextSequence;
    }

    /// <summary>The server's name of it.</summary>
    public string Id { get; }

    /// <summary>The number of the next operation, from 1.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Adds the gradient of a batch to those accumulated since the last step. A batch above <see cref="TinkerOptions.MaxPartBytes"/> is sent in parts.</summary>
    /// <param name="data">The sequences, at least one.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="ArgumentException">A datum does not fit together.</exception>
    /// <exception cref="TinkerException">The server does not take it.</exception>
    public Task<TinkerFuture<TinkerPassResult>> ForwardBackwardAsync(IReadOnlyList<TinkerDatum> data, TinkerLoss loss, CancellationToken cancellationToken = default) =>
        PassAsync("forward_backward", isForwardOnly: false, data, loss, cancellationToken);

    /// <summary>Log-probabilities of a batch's targets; no gradient.</summary>
    /// <inheritdoc cref="ForwardBackwardAsync"/>
    public Task<TinkerFuture<TinkerPassResult>> ForwardAsync(IReadOnlyList<TinkerDatum> data, TinkerLoss loss, CancellationToken cancellationToken = default) =>
        PassAsync("forward", isForwardOnly: true, data, loss, cancellationToken);

    /// <summary>One step of Adam on the accumulated gradient.</summary>
    /// <returns>What the server tells of the step, by its names.</returns>
    public Task<TinkerFuture<IReadOnlyDictionary<string, double>>> OptimStepAsync(TinkerAdam adam, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(adam);
        var fields = new AdamFields
        {
            LearningRate = adam.LearningRate, Beta1 = adam.Beta1, Beta2 = adam.Beta2, Eps = adam.Epsilon, WeightDecay = adam.WeightDecay, GradClipNorm = adam.MaxGradientNorm,
        };
        return OperateAsync<IReadOnlyDictionary<string, double>>(
            "optim_step",
            sequence => new OptimRequest { ModelId = Id, AdamParams = fields, SeqId = sequence },
            result => _transport.Parse<OptimReply>(result).Metrics ?? ImmutableDictionary<string, double>.Empty,
            cancellationToken);
    }

    /// <summary>Saves weights and optimiser, to train on from.</summary>
    /// <param name="name">A name that this model has not saved under yet: letters, digits, _ and -.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>Where they are: <c>tinker://MODEL/weights/NAME</c>.</returns>
    public Task<TinkerFuture<string>> SaveWeightsAsync(string name, CancellationToken cancellationToken = default) => SaveAsync("save_weights", "weights", name, cancellationToken);

    /// <summary>Saves weights to sample from.</summary>
    /// <param name="name">A name that this model has not saved under yet: letters, digits, _ and -.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>Where they are: <c>tinker://MODEL/sampler_weights/NAME</c>.</returns>
    public Task<TinkerFuture<string>> SaveForSamplingAsync(string name, CancellationToken cancellationToken = default) =>
        SaveAsync("save_weights_for_sampler", "sampler_weights", name, cancellationToken);

    /// <summary>Takes over weights that were saved to train on from. Servers allow it as a model's first operation alone.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="withOptimizer">Whether the optimiser's memory is taken over, too.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public Task<TinkerFuture<bool>> LoadWeightsAsync(string path, bool withOptimizer, CancellationToken cancellationToken = default) => OperateAsync(
        "load_weights", sequence => new LoadRequest { ModelId = Id, Path = path, Optimizer = withOptimizer, SeqId = sequence }, _ => true, cancellationToken);

    /// <summary>Frees what the model takes at the server.</summary>
    public async Task<TinkerFuture<bool>> UnloadAsync(CancellationToken cancellationToken = default)
    {
        var reply = await _transport.PostAsync<FutureReply>("unload_model", new ModelIdRequest { ModelId = Id, Type = "unload_model" }, cancellationToken).ConfigureAwait(false);
        return new TinkerFuture<bool>(_transport, _options, _clock, [reply.RequestId], _ => true);
    }

    private async Task<TinkerFuture<TinkerPassResult>> PassAsync(
        string path, bool isForwardOnly, IReadOnlyList<TinkerDatum> data, TinkerLoss loss, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        if (data.Count == 0)
        {
            throw new ArgumentException("A batch has at least one datum.", nameof(data));
        }

        foreach (var datum in data)
        {
            datum.Validate();
        }

        var requests = ImmutableArray.CreateBuilder<string>();
        foreach (var part in PassWriter.Parts(data, _options.MaxPartBytes))
        {
            var json = PassWriter.Write(Id, part, loss, isForwardOnly, NextSequence);
            requests.Add((await _transport.PostAsync<FutureReply>(path, json, cancellationToken).ConfigureAwait(false)).RequestId);
            NextSequence++;
        }

        return new TinkerFuture<TinkerPassResult>(_transport, _options, _clock, requests.ToImmutable(), results => Join(results, data));
    }

    private TinkerPassResult Join(IReadOnlyList<JsonElement> results, IReadOnlyList<TinkerDatum> data)
    {
        PassReply[] replies = [.. results.Select(_transport.Parse<PassReply>)];
        ReadOnlyMemory<float>[] scores =
            [.. replies.SelectMany(reply => reply.LossFnOutputs).Select(output => output.TryGetValue("logprobs", out var tensor) ? tensor.Data : ReadOnlyMemory<float>.Empty)];
        for (var i = 0; i < data.Count; i++)
        {
            if (scores.Length != data.Count || scores[i].Length != data[i].Input.Length)
            {
                throw new TinkerException(
                    scores.Length != data.Count ? $"The server gave results for {scores.Length} of {data.Count} sequences."
                    : $"The server gave {scores[i].Length} log-probabilities for sequence {i} of {data[i].Input.Length} tokens.",
                    TinkerFailure.Malformed);
            }
        }

        // Sums add up over parts; what else there is, is the last part's.
        var metrics = new Dictionary<string, double>();
        foreach (var (name, value) in replies.SelectMany(reply => reply.Metrics ?? ImmutableDictionary<string, double>.Empty))
        {
            metrics[name] = name.EndsWith(":sum", StringComparison.Ordinal) && metrics.TryGetValue(name, out var sum) ? sum + value : value;
        }

        return new TinkerPassResult(scores, metrics);
    }

    private async Task<TinkerFuture<string>> SaveAsync(string path, string kind, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await OperateAsync(
                path, sequence => new SaveRequest { ModelId = Id, Path = name, SeqId = sequence, Type = path }, result => _transport.Parse<SaveReply>(result).Path ?? $"tinker://{Id}/{kind}/{name}", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TinkerException failure) when (failure.Status == HttpStatusCode.Conflict)
        {
            // If the answer to an earlier attempt was lost, the name is taken by that one.
            if (failure.Attempts == 1)
            {
                throw;
            }

            NextSequence++;
            return new TinkerFuture<string>($"tinker://{Id}/{kind}/{name}");
        }
    }

    private async Task<TinkerFuture<T>> OperateAsync<T>(string path, Func<long, object> request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var reply = await _transport.PostAsync<FutureReply>(path, request(NextSequence), cancellationToken).ConfigureAwait(false);
        NextSequence++;
        return new TinkerFuture<T>(_transport, _options, _clock, [reply.RequestId], results => read(results[0]));
    }
}
