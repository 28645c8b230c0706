using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Tinker.Wire;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>Makes sequences and a loss of what a pass is asked on. Everything is checked before anything is accepted, and what is wrong is named.</summary>
internal static class PassReader
{
    private const int MostSequences = 4096;
    private const int MostTokens = 1 << 20;

    /// <summary>Reads a batch.</summary>
    /// <exception cref="RequestException">It makes no sense.</exception>
    public static (IReadOnlyList<TrainingSequence> Sequences, TokenLoss Loss) Read(PassInput input, DecoderConfig config)
    {
        Require(input.Data.Count is > 0 and <= MostSequences, $"data has {input.Data.Count} sequences; a batch has from 1 to {MostSequences}");
        Datum[] data = [.. input.Data.Select((datum, index) => ReadDatum(datum, $"data[{index}]", config))];
        var tokens = data.Sum(datum => (long)datum.Inputs.Length);
        Require(tokens <= MostTokens, $"data has {tokens} tokens; a batch has at most {MostTokens}. Send it in parts: gradients add up until the next step");
        return ([.. data.Select(datum => datum.Sequence)], LossOf(input, data));
    }

    /// <summary>The result of a pass.</summary>
    /// <param name="scores">Log-probabilities of each sequence at its tokens.</param>
    /// <param name="loss">The loss.</param>
    public static PassReply Write(IReadOnlyList<double[]> scores, TokenLoss loss)
    {
        var sum = scores.Index().Sum(sequence => loss.Compute(sequence.Index, sequence.Item, new double[sequence.Item.Length]));
        return new PassReply
        {
            LossFnOutputs = [.. scores.Select(sequence => new Dictionary<string, ResultTensor>
            {
                ["logprobs"] = new([.. sequence.Skip(1).Select(value => (float)value)], "float32", [sequence.Length - 1]),
            })],
            Metrics = new Dictionary<string, double> { ["loss:sum"] = sum },
        };
    }

    private static TokenLoss LossOf(PassInput input, Datum[] data)
    {
        RequireSettings(input, input.LossFn == "ppo" ? ["clip_low_threshold", "clip_high_threshold"] : []);
        double Setting(string name, double usual) => input.LossFnConfig?.TryGetValue(name, out var value) == true ? value : usual;
        return input.LossFn switch
        {
            "cross_entropy" => new CrossEntropyLoss([.. data.Select(datum => Shifted(datum.Weights))]),
            "importance_sampling" => new PolicyGradientLoss(Samples(data)),
            "ppo" => new PolicyGradientLoss(Samples(data), Bound(Setting("clip_low_threshold", 0.8)), Bound(Setting("clip_high_threshold", 1.2))),
            _ => throw Problem($"loss_fn '{input.LossFn}' is not known here: it is cross_entropy, importance_sampling or ppo"),
        };

        double Bound(double value)
        {
            Require(double.IsFinite(value) && value >= 0 && Setting("clip_low_threshold", 0.8) <= Setting("clip_high_threshold", 1.2), "clip thresholds are finite, not negative, and the low one is not above the high one");
            return value;
        }
    }

    private static PolicySample[] Samples(Datum[] data) =>
    [
        .. data.Select((datum, index) =>
        {
            Require(datum.LogProbabilities is not null && datum.Advantages is not null, $"data[{index}].loss_fn_inputs has no 'logprobs' or no 'advantages', which this loss takes");
            return new PolicySample(Shifted(datum.LogProbabilities!), Shifted(datum.Advantages!), Shifted(datum.Weights));
        }),
    ];

    private static void RequireSettings(PassInput input, string[] known)
    {
        foreach (var name in input.LossFnConfig?.Keys ?? [])
        {
            Require(known.Contains(name), $"loss_fn_config has '{name}', which '{input.LossFn}' does not take");
        }
    }

    private static Datum ReadDatum(DatumFields fields, string place, DecoderConfig config)
    {
        Require(fields?.ModelInput is not null && fields.LossFnInputs is not null, $"{place} is nothing, or has no model_input or loss_fn_inputs");
        var inputs = ReadInput(fields!.ModelInput, $"{place}.model_input", config);
        Require(inputs.Length < config.MaxSequenceLength, $"{place}.model_input has {inputs.Length} tokens; with their last target they must fit into the context of {config.MaxSequenceLength}");
        int[] targets = [.. Tensor(fields, "target_tokens", place, inputs.Length, isRequired: true)!.Select((value, i) =>
        {
            Require(value >= 0 && value < config.VocabularySize && Math.Floor(value) == value, $"{place}.loss_fn_inputs.target_tokens has {value} at {i}; ids run from 0 to {config.VocabularySize - 1}");
            return (int)value;
        })];
        return new Datum(inputs, targets, Floats("weights") ?? [.. Enumerable.Repeat(1f, inputs.Length)], Floats("logprobs"), Floats("advantages"));

        float[]? Floats(string name) => Tensor(fields, name, place, inputs.Length, isRequired: false) is { } values
            ? [.. values.Select((value, i) =>
            {
                Require(float.IsFinite((float)value), $"{place}.loss_fn_inputs.{name} has {value} at {i}; numbers are finite");
                return (float)value;
            })]
            : null;
    }

    /// <summary>The ids of an input.</summary>
    /// <exception cref="RequestException">It has none, or something else than text.</exception>
    public static int[] ReadInput(InputFields input, string place, DecoderConfig config)
    {
        Require(input?.Chunks is not null, $"{place} has no chunks");
        int[] ids = [.. input!.Chunks.SelectMany((chunk, index) =>
        {
            Require(chunk is not null, $"{place}.chunks[{index}] is nothing");
            Require(chunk!.Type == ChunkFields.Text && chunk.Tokens is not null, $"{place}.chunks[{index}] is '{chunk.Type}': this model takes encoded_text with tokens alone");
            return chunk.Tokens!;
        })];
        Require(ids.Length > 0, $"{place} has no tokens");
        var wrong = Array.FindIndex(ids, id => (uint)id >= (uint)config.VocabularySize);
        Require(wrong < 0, $"{place} has the id {(wrong < 0 ? 0 : ids[wrong])} at {wrong}; ids run from 0 to {config.VocabularySize - 1}");
        return ids;
    }

    private static double[]? Tensor(DatumFields fields, string name, string place, int length, bool isRequired)
    {
        if (!fields.LossFnInputs.TryGetValue(name, out var tensor))
        {
            return isRequired ? throw Problem($"{place}.loss_fn_inputs has no '{name}'") : null;
        }

        Require(tensor?.Data is not null, $"{place}.loss_fn_inputs.{name} has no data");
        Require(tensor!.SparseCrowIndices is null && tensor.Shape is null or { Length: 1 }, $"{place}.loss_fn_inputs.{name} is not a dense tensor of one dimension");
        Require(tensor.Data.Length == length, $"{place}.loss_fn_inputs.{name} has {tensor.Data.Length} values for {length} tokens");
        return tensor.Data;
    }

    /// <summary>Values of targets as values of the sequence's tokens, before whose first nothing comes.</summary>
    private static float[] Shifted(float[] values) => [0, .. values];

    private static void Require(bool isTrue, string problem)
    {
        if (!isTrue)
        {
            throw Problem(problem);
        }
    }

    private static RequestException Problem(string problem) => new(StatusCodes.Status422UnprocessableEntity, $"{problem}.");

    private sealed record Datum(int[] Inputs, int[] Targets, float[] Weights, float[]? LogProbabilities, float[]? Advantages)
    {
        /// <summary>Every target is scored; where the targets are not simply the next inputs they are named.</summary>
        public TrainingSequence Sequence => new(
            (int[])[.. Inputs, Targets[^1]], (float[])[0, .. Enumerable.Repeat(1f, Inputs.Length)])
        {
            Targets = Targets.AsSpan(..^1).SequenceEqual(Inputs.AsSpan(1)) ? default : (int[])[0, .. Targets],
        };
    }
}
