using System.Globalization;
using Gleaner.Decoder.Lora;
using Gleaner.ModelServers.Engine;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>The open sessions, their models and their samplers. What nobody has asked for in a while goes, models with their session. Thread-safe.</summary>
internal sealed class SessionBook(ServedModel model, ModelServerOptions options, TimeProvider clock, Func<string> newId) : IDisposable
{
    /// <summary>Most sessions and samplers: both are a few bytes.</summary>
    private const int MostOpen = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sessions = [];
    private readonly Dictionary<string, OpenModel> _models = [];
    private readonly Dictionary<string, (string Session, SamplerWeights Weights)> _samplers = [];

    public string OpenSession()
    {
        lock (_gate)
        {
            DropIdle();
            if (_sessions.Count >= MostOpen)
            {
                throw new RequestException(StatusCodes.Status429TooManyRequests, $"There are {MostOpen} sessions open. Come again later.");
            }

            var id = "session_" + newId();
            _sessions[id] = clock.GetTimestamp();
            return id;
        }
    }

    /// <summary>Says that a session is alive.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public void Touch(string session)
    {
        lock (_gate)
        {
            DropIdle();
            if (!_sessions.ContainsKey(session))
            {
                throw new RequestException(StatusCodes.Status404NotFound, "Session not found");
            }

            _sessions[session] = clock.GetTimestamp();
        }
    }

    /// <summary>Makes a model in a session.</summary>
    /// <exception cref="RequestException">There is no such session, or there are too many models.</exception>
    public OpenModel Create(string session, LoraOptions lora, ulong seed)
    {
        Touch(session);
        lock (_gate)
        {
            if (_models.Count >= options.MaxModels)
            {
                throw new RequestException(StatusCodes.Status429TooManyRequests, $"There are {options.MaxModels} models in training already. Unload one, or wait until a session without heartbeat is dropped.");
            }

            var id = "model_" + newId();
            return _models[id] = new OpenModel(id, session, lora, model.Queue.RunAsync(() => new TrainedModel(model, lora, seed, options.Threads)));
        }
    }

    /// <summary>A model, whose session this keeps alive.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public OpenModel Model(string id)
    {
        lock (_gate)
        {
            DropIdle();
            if (!_models.TryGetValue(id, out var found))
            {
                throw new RequestException(StatusCodes.Status404NotFound, "Model not found");
            }

            _sessions[found.Session] = clock.GetTimestamp();
            return found;
        }
    }

    /// <summary>Ends a model.</summary>
    public void Unload(string id)
    {
        lock (_gate)
        {
            if (_models.Remove(id, out var removed))
            {
                Release(removed);
            }
        }
    }

    /// <summary>Names weights to sample from within a session.</summary>
    /// <exception cref="RequestException">There is no such session, or there are too many samplers.</exception>
    public string OpenSampler(string session, SamplerWeights weights)
    {
        Touch(session);
        lock (_gate)
        {
            if (_samplers.Count >= MostOpen)
            {
                throw new RequestException(StatusCodes.Status429TooManyRequests, $"There are {MostOpen} samplers open. Come again later.");
            }

            var id = "sampling_" + newId();
            _samplers[id] = (session, weights);
            return id;
        }
    }

    /// <summary>Weights that were named.</summary>
    /// <exception cref="RequestException">There is no such sampler.</exception>
    public SamplerWeights Sampler(string id)
    {
        lock (_gate)
        {
            if (!_samplers.TryGetValue(id, out var sampler))
            {
                throw new RequestException(StatusCodes.Status404NotFound, "Sampling session not found");
            }

            _sessions[sampler.Session] = clock.GetTimestamp();
            return sampler.Weights;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var open in _models.Values)
            {
                Release(open);
            }

            _models.Clear();
        }
    }

    private void DropIdle()
    {
        foreach (var session in _sessions.Where(session => clock.GetElapsedTime(session.Value) > options.IdleTimeout).Select(session => session.Key).ToList())
        {
            _sessions.Remove(session);
            foreach (var gone in _models.Values.Where(open => open.Session == session).ToList())
            {
                _models.Remove(gone.Id);
                Release(gone);
            }

            foreach (var sampler in _samplers.Where(sampler => sampler.Value.Session == session).Select(sampler => sampler.Key).ToList())
            {
                _samplers.Remove(sampler);
            }
        }
    }

    // What is queued for it is done first.
    private void Release(OpenModel open) => _ = model.Queue.RunAsync(() =>
    {
        if (open.Trained.IsCompletedSuccessfully)
        {
            open.Trained.Result.Dispose();
        }

        return true;
    });
}

/// <summary>A model of a session.</summary>
/// <param name="id">Its name.</param>
/// <param name="session">Its session.</param>
/// <param name="lora">Its adapters.</param>
/// <param name="trained">It, once it is made.</param>
internal sealed class OpenModel(string id, string session, LoraOptions lora, Task<TrainedModel> trained)
{
    private long _operations;

    public string Id => id;

    public string Session => session;

    public LoraOptions Lora => lora;

    public Task<TrainedModel> Trained => trained;

    /// <summary>Operations that were sent to it beside its making.</summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Counts an operation; the queue keeps their order.</summary>
    public void Count() => Interlocked.Increment(ref _operations);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{id} ({lora})");
}
