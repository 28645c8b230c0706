using System.Security.Cryptography;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ModelServers.Engine;
using Gleaner.Randomness;
using Gleaner.Tinker.Wire;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>What is asked of weights that are sampled from. Thread-safe.</summary>
internal sealed class SamplingOperations(ServedModel model, SessionBook sessions, FutureTable futures, CheckpointStore checkpoints)
{
    private const int MostSamples = 64;

    public SamplingSessionReply OpenSampler(SamplingSessionRequest request) => new(sessions.OpenSampler(request.SessionId, WeightsOf(request.BaseModel, request.ModelPath)));

    public FutureReply Sample(SampleRequest request)
    {
        var weights = request.SamplingSessionId is { } session ? sessions.Sampler(session) : WeightsOf(request.BaseModel, request.ModelPath);
        var jobs = JobsOf(request);
        TrainingOperations.RequireRoom(model);

        // The number of a sample is its sampling session's: the same one is not drawn again.
        return TrainingOperations.Accepted(futures.Add(request.SamplingSessionId, request.SeqId, request, async () =>
        {
            var results = await model.Queue.SampleAsync(weights, jobs).ConfigureAwait(false);
            return new SampleReply
            {
                Sequences = [.. results.Select(result => new SequenceFields { StopReason = result.IsStopped ? "stop" : "length", Tokens = [.. result.Ids], Logprobs = [.. result.LogProbabilities] })],
                PromptLogprobs = results[0].Prompt,
            };
        }));
    }

    private SamplerWeights WeightsOf(string? baseModel, string? path)
    {
        if (baseModel is null == path is null)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "Exactly one of base_model or model_path must be provided");
        }

        if (path is null)
        {
            TrainingOperations.RequireServed(model, baseModel!);
            return model.BaseWeights;
        }

        var saved = TrainingOperations.PathOf(path, isForSampling: true);
        return model.Saved(saved.ToString(), checkpoints.Find(saved));
    }

    private IReadOnlyList<SampleJob> JobsOf(SampleRequest request)
    {
        var prompt = PassReader.ReadInput(request.Prompt, "prompt", model.Config);
        var parameters = request.SamplingParams;
        Require(prompt.Length < model.Config.MaxSequenceLength, $"prompt has {prompt.Length} tokens; with at least one more they must fit into the context of {model.Config.MaxSequenceLength}");
        Require(request.NumSamples is >= 1 and <= MostSamples, $"num_samples is {request.NumSamples}; it must be from 1 to {MostSamples}");
        Require(request.TopkPromptLogprobs is null or 0, "topk_prompt_logprobs is not supported");
        Require(parameters.MaxTokens is null or >= 1, $"max_tokens is {parameters.MaxTokens}; it must be at least 1");
        Require(parameters.Temperature is >= 0 and <= 10, $"temperature is {parameters.Temperature}; it must be from 0 to 10");
        Require(parameters.TopP is > 0 and <= 1, $"top_p is {parameters.TopP}; it must be above 0 and at most 1");
        Require(parameters.TopK is -1 or >= 1, $"top_k is {parameters.TopK}; it must be at least 1, or -1 for no limit");
        var (ids, texts) = StopsOf(parameters.Stop);
        var seed = new Seed(unchecked((ulong)(parameters.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue))));
        return
        [
            .. Enumerable.Range(0, request.NumSamples).Select(i => new SampleJob(
                prompt, parameters.MaxTokens ?? model.Config.MaxSequenceLength, parameters.Temperature, i == 0 ? seed : seed.Derive("sample", i))
            {
                TopK = Math.Max(0, parameters.TopK), TopP = parameters.TopP, StopIds = ids, StopTexts = texts, WithPrompt = request.PromptLogprobs == true && i == 0,
            }),
        ];
    }

    private (IReadOnlyList<int> Ids, IReadOnlyList<string> Texts) StopsOf(JsonElement? stop)
    {
        if (stop is not { } given || given.ValueKind == JsonValueKind.Null)
        {
            return ([.. model.Format.StopTokens.Select(token => token.Id)], []);
        }

        if (given.ValueKind == JsonValueKind.String)
        {
            return ([], [given.GetText()!]);
        }

        Require(given.ValueKind == JsonValueKind.Array, "stop must be a text, a list of texts or a list of token ids");
        JsonElement[] items = [.. given.EnumerateArray()];
        var areIds = items.All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _));
        Require(areIds || items.All(item => item.ValueKind == JsonValueKind.String), "stop must hold token ids or texts, not both");
        return areIds ? ([.. items.Select(item => item.GetInt32())], []) : ([], [.. items.Select(item => item.GetText()!)]);
    }

    private static void Require(bool isTrue, string problem)
    {
        if (!isTrue)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, $"{problem}.");
        }
    }
}
