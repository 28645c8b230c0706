using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>Writes <c>config.json</c> with the keys that Transformers writes, in its order.</summary>
internal static class ConfigWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's bytes.</summary>
    /// <exception cref="ArgumentException">The shape cannot be expressed, or is not the source's.</exception>
    public static byte[] Write(DecoderConfig config, HuggingFaceSaveOptions options)
    {
        if (config.Smear != SmearKind.None)
        {
            throw new ArgumentException($"The model smears embeddings ({config.Smear}), which the Hugging Face layout cannot express; save it as a checkpoint instead.", nameof(config));
        }

        var json = options.Source is { } source ? FromSource(config, source) : New(config);
        json["torch_dtype"] = options.Type == TensorType.BF16 ? "bfloat16" : "float32";
        json.Remove("dtype");
        return JsonSerializer.SerializeToUtf8Bytes(json, Indented);
    }

    private static JsonObject FromSource(DecoderConfig config, HuggingFaceFolder source)
    {
        // The length is not part of the weights: a folder may have been opened for shorter sequences.
        if (config != source.Config with { MaxSequenceLength = config.MaxSequenceLength })
        {
            throw new ArgumentException($"The model is not of the shape of its source '{source.Path}'.", nameof(config));
        }

        return JsonObject.Create(source.Json.Element)!;
    }

    private static JsonObject New(DecoderConfig config)
    {
        var family = FamilyOf(config);
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(family.Architecture),
            ["attention_dropout"] = 0.0,
            ["head_dim"] = config.HeadWidth,
            ["hidden_act"] = "silu",
            ["hidden_size"] = config.Width,
            ["intermediate_size"] = config.FeedForwardWidth,
            ["max_position_embeddings"] = config.MaxSequenceLength,
            ["model_type"] = family.Name,
            ["num_attention_heads"] = config.Heads,
            ["num_hidden_layers"] = config.Layers,
            ["num_key_value_heads"] = config.KeyValueHeads,
            ["rms_norm_eps"] = Shortest(config.NormEpsilon),
            ["rope_scaling"] = Scaling(config.RopeScaling),
            ["rope_theta"] = Shortest(config.RopeBase),
            ["tie_word_embeddings"] = config.TieEmbeddings,
            ["torch_dtype"] = null,
            ["use_cache"] = true,
            ["vocab_size"] = config.VocabularySize,
        };
        if (family != ModelFamily.Qwen2)
        {
            json["attention_bias"] = false;
        }

        json[family == ModelFamily.Llama ? "mlp_bias" : "use_sliding_window"] = false;

        return json;
    }

    private static ModelFamily FamilyOf(DecoderConfig config) => (config.QueryKeyValueBias, config.QueryKeyNorm) switch
    {
        (false, false) => ModelFamily.Llama,
        (true, false) => ModelFamily.Qwen2,
        (false, true) => ModelFamily.Qwen3,
        _ => throw new ArgumentException("The model has both biases and norms of queries and keys, which no supported 'model_type' has; save it as a checkpoint instead.", nameof(config)),
    };

    /// <summary>The decimal that reads back as the same float: 1e-6 and not 9.999999974752427e-7.</summary>
    private static JsonNode Shortest(float value) => JsonValue.Create(value);

    private static JsonObject? Scaling(RopeScaling? scaling) => scaling switch
    {
        null => null,
        LinearRopeScaling linear => new JsonObject { ["rope_type"] = "linear", ["factor"] = linear.Factor },
        Llama3RopeScaling llama => new JsonObject
        {
            ["factor"] = llama.Factor,
            ["high_freq_factor"] = llama.HighFrequencyFactor,
            ["low_freq_factor"] = llama.LowFrequencyFactor,
            ["original_max_position_embeddings"] = llama.OriginalMaxSequenceLength,
            ["rope_type"] = "llama3",
        },
        _ => throw new ArgumentException($"The rotary scaling {scaling.GetType().Name} cannot be written."),
    };
}
