using System.Text.Json;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// From a Hugging Face <c>config.json</c> to a <see cref="DecoderConfig"/>. Missing keys mean what they mean in the
/// Transformers library; whatever would change the mathematics in a way that the engine does not know is refused by name.
/// </summary>
internal static class ConfigReader
{
    /// <summary>The longest sequence that is taken over without being asked for: rotary tables grow with it.</summary>
    private const int LongestDefault = 1 << 20;

    /// <summary>Keys with the only value that the engine's mathematics has.</summary>
    private static readonly (string Key, string Only)[] Fixed =
    [
        ("hidden_act", "\"silu\""),
        ("attention_bias", "false"),
        ("mlp_bias", "false"),
        ("rope_interleaved", "false"),
        ("partial_rotary_factor", "1.0"),
        ("is_encoder_decoder", "false"),
        ("add_cross_attention", "false"),
    ];

    /// <summary>Keys that must not be there, and why.</summary>
    private static readonly (string Key, string Reason)[] Refused =
    [
        ("quantization_config", "quantised weights are not supported; F32, F16 and BF16 are"),
        ("compression_config", "compressed weights are not supported; F32, F16 and BF16 are"),
        ("auto_map", "models that bring their own code are not supported"),
    ];

    /// <summary>Reads the shape.</summary>
    /// <param name="json">The file.</param>
    /// <param name="family">Its family.</param>
    /// <param name="maxSequenceLength">The longest sequence to be used; null: what the model says.</param>
    /// <exception cref="CheckpointException">The model is malformed or not supported.</exception>
    public static DecoderConfig Read(JsonObjectFile json, ModelFamily family, int? maxSequenceLength)
    {
        CheckFixed(json);
        var (ropeBase, ropeScaling) = RopeReader.Read(json);
        var heads = json.Integer("num_attention_heads");
        var config = new DecoderConfig
        {
            VocabularySize = json.Integer("vocab_size"),
            Width = json.Integer("hidden_size"),
            Layers = json.Integer("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = json.OptionalInteger("num_key_value_heads") ?? family.DefaultKeyValueHeads ?? heads,
            FeedForwardWidth = json.Integer("intermediate_size"),
            MaxSequenceLength = MaxLength(json, family, maxSequenceLength),
            RopeBase = ropeBase,
            RopeScaling = ropeScaling,
            QueryKeyValueBias = family.Biases,
            QueryKeyNorm = family.NormsHeads,
            TieEmbeddings = json.OptionalBoolean("tie_word_embeddings") ?? false,
            NormEpsilon = (float)(json.OptionalNumber("rms_norm_eps") ?? 1e-6),
        };
        config = (json.OptionalInteger("head_dim") ?? family.DefaultHeadWidth) is { } headWidth ? config with { HeadWidth = headWidth } : config;
        var keys = new ShapeKeys(json);
        return config.FindFault(keys.NameOf) is not { } fault ? config : throw new CheckpointException(json.Path, keys.Describe(fault));
    }

    private static void CheckFixed(JsonObjectFile json)
    {
        foreach (var (key, reason) in Refused)
        {
            if (json.Has(key))
            {
                throw new CheckpointException(json.Path, $"it has '{key}': {reason}");
            }
        }

        foreach (var (key, only) in Fixed)
        {
            if (json.Find(key) is { } value && !Means(value, only))
            {
                throw json.Wrong(key, value, $"only {only}");
            }
        }
    }

    private static bool Means(JsonElement value, string only) => value.ValueKind == JsonValueKind.Number
        ? value.TryGetDouble(out var number) && only == "1.0" && number == 1
        : value.GetRawText() == only;

    private static int MaxLength(JsonObjectFile json, ModelFamily family, int? asked)
    {
        var trained = json.OptionalInteger("max_position_embeddings") ?? family.DefaultMaxLength;
        var length = asked ?? trained;
        if (length > trained)
        {
            throw new CheckpointException(json.Path, $"sequences of {length} tokens were requested but 'max_position_embeddings' is {trained}");
        }

        if (asked is null && length > LongestDefault)
        {
            throw new CheckpointException(json.Path, $"'max_position_embeddings' is {trained}; open it with a maximum sequence length of at most {LongestDefault}");
        }

        return SlidingWindow.Of(json, family) is { } window && window < length
            ? throw new CheckpointException(
                json.Path,
                $"it attends to a sliding window of {window} tokens where sequences may have {length}; sliding windows are not supported: open it with a maximum sequence length of at most {window}")
            : length;
    }
}

/// <summary>What sets one of the supported <c>model_type</c>s apart from the others.</summary>
/// <param name="Name">The <c>model_type</c>.</param>
/// <param name="Architecture">The class name under <c>architectures</c>.</param>
/// <param name="Biases">Whether queries, keys and values have biases.</param>
/// <param name="DefaultKeyValueHeads">What a missing <c>num_key_value_heads</c> means; null: as many as query heads.</param>
/// <param name="DefaultMaxLength">What a missing <c>max_position_embeddings</c> means.</param>
internal sealed record ModelFamily(string Name, string Architecture, bool Biases, int? DefaultKeyValueHeads, int DefaultMaxLength)
{
    /// <summary>Whether the heads of queries and keys are normed.</summary>
    public bool NormsHeads { get; init; }

    /// <summary>What a missing <c>head_dim</c> means; null: width / heads.</summary>
    public int? DefaultHeadWidth { get; init; }

    public static readonly ModelFamily Llama = new("llama", "LlamaForCausalLM", false, null, 2048);

    public static readonly ModelFamily Mistral = new("mistral", "MistralForCausalLM", false, 8, 131_072);

    public static readonly ModelFamily Qwen2 = new("qwen2", "Qwen2ForCausalLM", true, 32, 32_768);

    public static readonly ModelFamily Qwen3 = new("qwen3", "Qwen3ForCausalLM", false, 32, 32_768) { NormsHeads = true, DefaultHeadWidth = 128 };

    private static readonly ModelFamily[] All = [Llama, Mistral, Qwen2, Qwen3];

    /// <summary>The family of a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">It is not supported.</exception>
    public static ModelFamily Of(JsonObjectFile config)
    {
        var name = config.OptionalText("model_type") ?? throw new CheckpointException(config.Path, "it lacks 'model_type'");
        return Array.Find(All, family => family.Name == name)
            ?? throw new CheckpointException(
                config.Path, $"'model_type' is '{name}'; supported are {string.Join(", ", All.Select(family => $"'{family.Name}'"))} (SmolLM2 and TinyLlama are 'llama')");
    }
}
