using System.Text.Json.Nodes;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>A tiny model of some architecture as its makers would describe it: the source of its config.json, and of the reference.</summary>
internal sealed record TinyVariant(string Name, string ModelType)
{
    public int Vocabulary { get; init; } = 41;

    public int Width { get; init; } = 32;

    public int Layers { get; init; } = 2;

    public int Heads { get; init; } = 4;

    public int KeyValueHeads { get; init; } = 2;

    /// <summary>Null where the file does not say: width / heads.</summary>
    public int? HeadDim { get; init; }

    public int Inner { get; init; } = 48;

    public bool Tied { get; init; }

    public bool Biases { get; init; }

    /// <summary>Whether the heads of queries and keys are normed.</summary>
    public bool Norms { get; init; }

    public double Theta { get; init; } = 10_000;

    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Text of <c>rope_scaling</c>.</summary>
    public string RopeScaling { get; init; } = "null";

    /// <summary>Further keys of the file.</summary>
    public string Extra { get; init; } = "{}";

    /// <summary>All architectures that are supported, each with what is its own.</summary>
    public static readonly TinyVariant[] All =
    [
        new("Llama-3, grouped, untied, stretched", "llama")
        {
            KeyValueHeads = 2,
            HeadDim = 16,
            Theta = 500_000,
            RopeScaling = """{"factor":8.0,"high_freq_factor":4.0,"low_freq_factor":1.0,"original_max_position_embeddings":32,"rope_type":"llama3"}""",
            Extra = """{"attention_bias":false,"mlp_bias":false,"bos_token_id":1,"eos_token_id":[2,3,4],"pretraining_tp":1}""",
        },
        new("Llama, tied, positions interpolated", "llama") { KeyValueHeads = 4, Tied = true, RopeScaling = """{"type":"linear","factor":2.0}""" },
        new("Mistral", "mistral") { KeyValueHeads = 2, HeadDim = 24, Theta = 1_000_000, Extra = """{"sliding_window":null,"bos_token_id":1,"eos_token_id":2}""" },
        new("Qwen2, biases", "qwen2")
        {
            Heads = 2,
            KeyValueHeads = 1,
            Biases = true,
            Tied = true,
            Epsilon = 1e-6,
            Theta = 1_000_000,
            Extra = """{"use_sliding_window":false,"sliding_window":16,"max_window_layers":1,"eos_token_id":5}""",
        },
        new("Qwen2.5, biases, untied", "qwen2") { Biases = true, Epsilon = 1e-6, Extra = """{"use_sliding_window":true,"sliding_window":128,"max_window_layers":0}""" },
        new("Qwen3, normed heads, tied", "qwen3")
        {
            Heads = 4,
            HeadDim = 16,
            Norms = true,
            Tied = true,
            Epsilon = 1e-6,
            Theta = 1_000_000,
            Extra = """{"attention_bias":false,"use_sliding_window":false,"sliding_window":null,"max_window_layers":2}""",
        },
        new("Qwen3, normed heads, untied, wide heads", "qwen3")
        {
            Heads = 2, KeyValueHeads = 1, HeadDim = 32, Norms = true, Epsilon = 1e-6, Theta = 1_000_000, Extra = """{"layer_types":["full_attention","full_attention"]}""",
        },
        new("Llama-3.2, stretched, tied", "llama")
        {
            HeadDim = 8,
            Heads = 8,
            KeyValueHeads = 2,
            Tied = true,
            Theta = 500_000,
            RopeScaling = """{"factor":32.0,"high_freq_factor":4.0,"low_freq_factor":1.0,"original_max_position_embeddings":16,"rope_type":"llama3"}""",
        },
        new("SmolLM2", "llama")
        {
            Width = 48, Heads = 3, KeyValueHeads = 1, Inner = 80, Layers = 3, Tied = true, Theta = 100_000, Extra = """{"rope_interleaved":false,"is_llama_config":true}""",
        },
    ];

    public int HeadWidth => HeadDim ?? Width / Heads;

    public static TinyVariant Named(string name) => All.Single(variant => variant.Name == name);

    public JsonObject Config()
    {
        var json = new JsonObject()
        {
            ["model_type"] = ModelType,
            ["hidden_act"] = "silu",
            ["hidden_size"] = Width,
            ["intermediate_size"] = Inner,
            ["max_position_embeddings"] = 128,
            ["num_attention_heads"] = Heads,
            ["num_hidden_layers"] = Layers,
            ["num_key_value_heads"] = KeyValueHeads,
            ["rms_norm_eps"] = Epsilon,
            ["rope_scaling"] = JsonNode.Parse(RopeScaling),
            ["rope_theta"] = Theta,
            ["tie_word_embeddings"] = Tied,
            ["transformers_version"] = "4.46.0",
            ["vocab_size"] = Vocabulary,
        };
        if (HeadDim is { } width)
        {
            json["head_dim"] = width;
        }

        foreach (var (key, value) in JsonNode.Parse(Extra)!.AsObject())
        {
            json[key] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>Names and shapes of the tensors that Transformers would write.</summary>
    public IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        int queries = Heads * HeadWidth, keys = KeyValueHeads * HeadWidth;
        yield return ("model.embed_tokens.weight", [Vocabulary, Width]);
        for (var i = 0; i < Layers; i++)
        {
            var layer = $"model.layers.{i}.";
            yield return (layer + "input_layernorm.weight", [Width]);
            yield return (layer + "mlp.down_proj.weight", [Width, Inner]);
            yield return (layer + "mlp.gate_proj.weight", [Inner, Width]);
            yield return (layer + "mlp.up_proj.weight", [Inner, Width]);
            yield return (layer + "post_attention_layernorm.weight", [Width]);
            foreach (var (name, outputs) in new[] { ("q", queries), ("k", keys), ("v", keys) })
            {
                yield return ($"{layer}self_attn.{name}_proj.weight", [outputs, Width]);
                if (Biases)
                {
                    yield return ($"{layer}self_attn.{name}_proj.bias", [outputs]);
                }
            }

            if (Norms)
            {
                yield return (layer + "self_attn.k_norm.weight", [HeadWidth]);
                yield return (layer + "self_attn.q_norm.weight", [HeadWidth]);
            }

            yield return (layer + "self_attn.o_proj.weight", [Width, queries]);
        }

        yield return ("model.norm.weight", [Width]);
        if (!Tied)
        {
            yield return ("lm_head.weight", [Vocabulary, Width]);
        }
    }

    public override string ToString() => Name;
}
