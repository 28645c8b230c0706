using System.Security.Cryptography;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Training;
using Gleaner.ModelServers.Engine;
using Gleaner.Tinker.Wire;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>What is asked of models in training: checked at once, done in turn. Thread-safe.</summary>
internal sealed class TrainingOperations(ServedModel model, ModelServerOptions options, SessionBook sessions, FutureTable futures, CheckpointStore checkpoints)
{
    public FutureReply Create(ModelRequest request)
    {
        RequireServed(model, request.BaseModel);
        var lora = LoraOf(request.LoraConfig ?? throw Problem("lora_config is missing: this server trains adapters, not whole models"));
        RequireRoom(model);
        OpenModel? opened = null;

        // The number of a model is its session's: one whose answer was lost is asked for again and not made twice.
        var future = futures.Add(request.SessionId, request.ModelSeqId, request, () =>
        {
            opened = sessions.Create(request.SessionId, lora, (ulong?)request.LoraConfig!.Seed ?? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue));
            return ReadyAsync(opened);
        });
        return Accepted(future) with { ModelId = opened?.Id };

        static async Task<ModelReply> ReadyAsync(OpenModel made)
        {
            await made.Trained.ConfigureAwait(false);
            return new ModelReply { ModelId = made.Id };
        }
    }

    public InfoReply Describe(ModelIdRequest request)
    {
        var found = sessions.Model(request.ModelId);
        return new InfoReply
        {
            ModelId = found.Id, ModelName = model.Name, IsLora = true, LoraRank = found.Lora.Rank,
            ModelData = new InfoData { ModelName = model.Name, TokenizerId = model.FolderPath },
        };
    }

    public WeightsInfoReply Describe(WeightsInfoRequest request)
    {
        var path = PathOf(request.TinkerPath, isForSampling: false);
        var lora = Gleaner.Decoder.Checkpoints.HuggingFace.PeftFolder.Load(checkpoints.Find(path), model.Config).Options;
        return new WeightsInfoReply(model.Name, true, lora.Rank, false, lora.Targets.HasFlag(LoraTargets.Gate), lora.Targets.HasFlag(LoraTargets.Query));
    }

    public FutureReply Unload(ModelIdRequest request)
    {
        var found = sessions.Model(request.ModelId);
        sessions.Unload(found.Id);
        return Accepted(futures.Add(null, null, request, () => Task.FromResult(new ModelReply { ModelId = found.Id, Type = "unload_model" })));
    }

    public FutureReply ForwardBackward(PassRequest request) => Pass(request, request.ForwardBackwardInput ?? throw Problem("forward_backward_input is missing"), isForwardOnly: false);

    public FutureReply Forward(PassRequest request) => Pass(request, request.ForwardInput ?? throw Problem("forward_input is missing"), isForwardOnly: true);

    public FutureReply Step(OptimRequest request)
    {
        var adam = request.AdamParams;
        var settings = new AdamSettings(adam.LearningRate)
        {
            Beta1 = adam.Beta1, Beta2 = adam.Beta2, Epsilon = adam.Eps, WeightDecay = adam.WeightDecay, MaxGradientNorm = adam.GradClipNorm > 0 ? adam.GradClipNorm : double.PositiveInfinity,
        };
        try
        {
            settings.Validate();
        }
        catch (ArgumentException exception)
        {
            throw Problem($"adam_params: {exception.Message.Split(" (Parameter", 2)[0].TrimEnd('.')}");
        }

        return Operate(request.ModelId, request.SeqId, request, trained =>
        {
            var metrics = trained.Step(settings);
            return new OptimReply(new Dictionary<string, double> { ["loss:sum"] = metrics.Loss, ["grad_norm"] = metrics.GradientNorm, ["learning_rate"] = metrics.LearningRate });
        });
    }

    public FutureReply Save(SaveRequest request)
    {
        var path = NewPath(request, isForSampling: false);
        string? folder = null;
        return Operate(
            request.ModelId,
            request.SeqId,
            request,
            trained =>
            {
                Save(trained, path, folder!, withOptimizer: true);
                return new SaveReply { Path = path.ToString(), Type = "save_weights" };
            },
            () => folder = checkpoints.Take(path, request.Overwrite == true),
            canRepeat: true);
    }

    public FutureReply SaveForSampling(SaveRequest request)
    {
        var path = NewPath(request, isForSampling: true);
        string? folder = null, sampler = null;
        return Operate(
            request.ModelId,
            request.SeqId,
            request,
            trained =>
            {
                Save(trained, path, folder!, withOptimizer: false);
                return new SaveReply { Path = path.ToString(), Type = "save_weights_for_sampler", SamplingSessionId = sampler };
            },
            () =>
            {
                folder = checkpoints.Take(path, request.Overwrite == true);
                sampler = request.SamplingSessionSeqId is null ? null : sessions.OpenSampler(sessions.Model(request.ModelId).Session, model.Saved(path.ToString(), folder));
            },
            canRepeat: true);
    }

    public FutureReply Load(LoadRequest request)
    {
        var path = PathOf(request.Path, isForSampling: false);
        var folder = checkpoints.Find(path);
        return Operate(
            request.ModelId,
            request.SeqId,
            request,
            trained =>
            {
                trained.Load(folder, request.Optimizer);
                return new SaveReply { Path = path.ToString(), Type = "load_weights" };
            },
            () =>
            {
                if (sessions.Model(request.ModelId).Operations > 0)
                {
                    throw new RequestException(StatusCodes.Status400BadRequest, "LoadWeights is permitted as a model's first operation alone: make another model for it.");
                }
            });
    }

    private void Save(TrainedModel trained, TinkerPath path, string folder, bool withOptimizer)
    {
        try
        {
            trained.Save(folder, withOptimizer);
        }
        catch
        {
            checkpoints.Release(path);
            throw;
        }
    }

    private FutureReply Pass(PassRequest request, PassInput input, bool isForwardOnly)
    {
        sessions.Model(request.ModelId);
        var (sequences, loss) = PassReader.Read(input, model.Config);
        return Operate(request.ModelId, request.SeqId, request, trained => PassReader.Write(trained.Pass(sequences, loss, isForwardOnly), loss));
    }

    /// <summary>Accepts an operation on a model.</summary>
    /// <param name="id">The model.</param>
    /// <param name="sequence">The operation's number; null for none.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="act">Does it, on the engine's thread.</param>
    /// <param name="prepare">What must succeed before it is accepted; not done for one that was accepted before.</param>
    /// <param name="canRepeat">Whether it changes nothing if it fails.</param>
    private FutureReply Operate<T>(string id, long? sequence, object request, Func<TrainedModel, T> act, Action? prepare = null, bool canRepeat = false)
    {
        var opened = sessions.Model(id);
        return Accepted(futures.Add(id, sequence, request, () =>
        {
            RequireRoom(model);
            prepare?.Invoke();
            opened.Count();
            return model.Queue.RunAsync(() => act(opened.Trained.GetAwaiter().GetResult()));
        }, canRepeat));
    }

    private LoraOptions LoraOf(LoraFields fields)
    {
        var lora = new LoraOptions
        {
            Rank = fields.Rank,
            Alpha = fields.Alpha ?? options.Alpha,
            Targets = (fields.TrainAttn ? LoraTargets.Attention : LoraTargets.None) | (fields.TrainMlp ? LoraTargets.FeedForward : LoraTargets.None),
        };
        try
        {
            lora.Validate();
            return lora;
        }
        catch (ArgumentException exception)
        {
            throw Problem($"lora_config: {exception.Message.Split(" (Parameter", 2)[0].TrimEnd('.')}");
        }
    }

    private static TinkerPath NewPath(SaveRequest request, bool isForSampling)
    {
        var name = request.Path ?? (request.SeqId is { } sequence ? $"ss{request.SamplingSessionSeqId ?? 0}_seq{sequence}" : throw Problem("path is missing, and seq_id that a name could be made from"));
        return TinkerPath.IsName(name) ? new TinkerPath(request.ModelId, isForSampling, name) : throw Problem($"path '{Excerpts.Of(name)}' is not a name of up to 255 letters, digits, _, - and .");
    }

    /// <exception cref="RequestException">It is no path of such weights.</exception>
    internal static TinkerPath PathOf(string text, bool isForSampling) =>
        TinkerPath.Parse(text) is { } path && path.IsForSampling == isForSampling
            ? path
            : throw new RequestException(StatusCodes.Status400BadRequest, $"The path must be tinker://MODEL/{(isForSampling ? "sampler_weights" : "weights")}/NAME.");

    /// <exception cref="RequestException">Another model is served here.</exception>
    internal static void RequireServed(ServedModel model, string name)
    {
        if (name != model.Name)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, $"The base model '{Excerpts.Of(name)}' is not served here; '{model.Name}' is.");
        }
    }

    /// <exception cref="RequestException">Too much waits already.</exception>
    internal static void RequireRoom(ServedModel model)
    {
        if (!model.Queue.HasRoom)
        {
            throw new RequestException(StatusCodes.Status429TooManyRequests, "Too many operations wait already. Come again later.");
        }
    }

    internal static FutureReply Accepted(string id) => new() { RequestId = id, FutureId = id, Status = "pending" };

    private static RequestException Problem(string problem) => new(StatusCodes.Status422UnprocessableEntity, $"{problem}.");
}

/// <summary>Texts of clients in messages.</summary>
internal static class Excerpts
{
    public static string Of(string text) => Gleaner.IO.Texts.Excerpt.OneLine(text, 100);
}

/// <summary><c>POST weights_info</c>.</summary>
internal sealed record WeightsInfoRequest(string TinkerPath);

/// <summary>Its answer.</summary>
internal sealed record WeightsInfoReply(string BaseModel, bool IsLora, int LoraRank, bool TrainUnembed, bool TrainMlp, bool TrainAttn);
