using System.Text.Json.Nodes;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>What the engine does not know is refused by name, never computed wrongly.</summary>
public sealed class RefusalTests
{
    private static readonly TinyVariant Llama = TinyVariant.All[0];
    private static readonly TinyVariant Mistral = TinyVariant.All[2];
    private static readonly TinyVariant Smol = TinyVariant.Named("SmolLM2");

    [Theory]
    [InlineData("model_type", "\"gemma2\"", "'model_type' is 'gemma2'; supported are 'llama', 'mistral', 'qwen2', 'qwen3'")]
    [InlineData("model_type", null, "lacks 'model_type'")]
    [InlineData("hidden_act", "\"gelu\"", "'hidden_act' is \"gelu\"; only \"silu\" is supported")]
    [InlineData("attention_bias", "true", "'attention_bias' is true")]
    [InlineData("mlp_bias", "true", "'mlp_bias' is true")]
    [InlineData("rope_interleaved", "true", "'rope_interleaved' is true")]
    [InlineData("partial_rotary_factor", "0.5", "'partial_rotary_factor' is 0.5")]
    [InlineData("rope_scaling", """{"rope_type":"yarn","factor":4.0}""", "rotary positions are of type 'yarn'; supported are 'default', 'linear' and 'llama3'")]
    [InlineData("rope_scaling", """{"type":"dynamic","factor":4.0}""", "'dynamic'")]
    [InlineData("rope_scaling", """{"type":"longrope","short_factor":[1]}""", "'longrope'")]
    [InlineData("rope_scaling", """{"rope_type":"linear","factor":4.0,"beta_fast":32}""", "the key 'beta_fast'")]
    [InlineData("rope_scaling", """{"rope_type":"linear"}""", "lacks 'rope_scaling.factor'")]
    [InlineData("rope_scaling", """{"rope_type":"linear","factor":0.5}""", "'rope_scaling.factor' is 0.5; it must be from 1 to 1,000,000")]
    [InlineData("rope_scaling", """{"type":"linear","factor":1e308}""", "'rope_scaling.factor' is 1e308; it must be from 1 to 1,000,000")]
    [InlineData("rope_scaling", """{"rope_type":"llama3","factor":1e7,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":32}""", "'rope_scaling.factor' is 1e7;")]
    [InlineData("rope_scaling", """{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":1.0,"original_max_position_embeddings":32}""", "'rope_scaling.high_freq_factor' is 1.0; it must be above rope_scaling.low_freq_factor and at most 1,000,000")]
    [InlineData("rope_scaling", """{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":1e30,"original_max_position_embeddings":32}""", "'rope_scaling.high_freq_factor' is 1e30;")]
    [InlineData("rope_scaling", """{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":0}""", "'rope_scaling.original_max_position_embeddings' is 0;")]
    [InlineData("rope_theta", "1e308", "'rope_theta' is 1e308; it must be above 1 and at most 1e12")]
    [InlineData("rope_theta", "-1", "'rope_theta' is -1;")]
    [InlineData("max_position_embeddings", "0", "'max_position_embeddings' is 0; it must be at least 1")]
    [InlineData("intermediate_size", "10", "'intermediate_size' is 10; it must be a positive multiple of 16")]
    [InlineData("head_dim", "7", "'head_dim' is 7; it must be even and above 0")]
    [InlineData("vocab_size", "-1", "'vocab_size' is -1; it must be at least 1")]
    [InlineData("num_hidden_layers", "0", "'num_hidden_layers' is 0; it must be at least 1")]
    [InlineData("rope_scaling", "7", "'rope_scaling' is 7; an object")]
    [InlineData("rope_parameters", "{}", "both 'rope_scaling' and 'rope_parameters'")]
    [InlineData("quantization_config", """{"quant_method":"gptq"}""", "quantised weights are not supported")]
    [InlineData("auto_map", """{"AutoModel":"x.y"}""", "bring their own code")]
    [InlineData("layer_types", """["full_attention","linear_attention"]""", "'layer_types' is \"linear_attention\"")]
    [InlineData("hidden_size", "null", "lacks 'hidden_size'")]
    [InlineData("hidden_size", "\"32\"", "'hidden_size' is \"32\"; a whole number")]
    [InlineData("hidden_size", "40", "'hidden_size' is 40; it must be a positive multiple of 16")]
    [InlineData("hidden_size", "64", "where [41, 64] is expected")]
    [InlineData("num_hidden_layers", "1", "'model.layers.1.input_layernorm.weight', which a model of its configuration does not have")]
    [InlineData("num_hidden_layers", "3", "needs the tensor 'model.layers.2.input_layernorm.weight', which is missing")]
    [InlineData("num_hidden_layers", "2000000000", "too few for the 2000000000 layers")]
    [InlineData("num_key_value_heads", "3", "'num_key_value_heads' is 3; it must be a divisor of num_attention_heads (4)")]
    [InlineData("num_attention_heads", "2147483647", "'num_attention_heads' is 2147483647; it must be such that num_attention_heads × head_dim (16) is a multiple of 16 below 2³¹")]
    [InlineData("vocab_size", "42", "[41, 32] where [42, 32] is expected")]
    [InlineData("tie_word_embeddings", "true", "row 0 of 'lm_head.weight'")]
    [InlineData("max_position_embeddings", "2000000000", "open it with a maximum sequence length of at most")]
    [InlineData("rms_norm_eps", "0", "'rms_norm_eps' is 0; it must be above 0 and below 1")]
    public void A_configuration_that_is_not_understood_is_refused_by_name(string key, string? value, string reason)
    {
        using var folder = new TinyFolder(Llama);
        folder.WriteConfig(json =>
        {
            json.Remove(key);
            if (value is not null)
            {
                json[key] = JsonNode.Parse(value);
            }
        });
        var reasonGiven = Refused(folder).Reason;
        reasonGiven.ShouldContain(reason);
        reasonGiven.ShouldNotContain("(Parameter");
        reasonGiven.ShouldNotContain("DecoderConfig");
    }

    [Theory]
    [InlineData("1e30", "'rms_norm_eps' is 1e30; it must be above 0 and below 1")]
    [InlineData("1.0", "'rms_norm_eps' is 1.0;")]
    public void An_epsilon_that_drowns_every_activation_is_refused(string value, string reason)
    {
        using var folder = new TinyFolder(Llama);
        folder.WriteConfig(json => json["rms_norm_eps"] = JsonNode.Parse(value));
        Refused(folder).Reason.ShouldContain(reason);
    }

    [Fact]
    public void What_the_file_leaves_out_is_named_with_what_that_means()
    {
        using var folder = new TinyFolder(TinyVariant.All[3]);
        folder.WriteConfig(json => json.Remove("num_key_value_heads"));
        Refused(folder).Reason.ShouldContain("'num_key_value_heads' is not given and so 32; it must be a divisor of num_attention_heads (2)");
    }

    [Fact]
    public void Rotary_settings_are_named_where_they_stand()
    {
        using var folder = new TinyFolder(Llama);
        folder.WriteConfig(json =>
        {
            json.Remove("rope_scaling");
            json["rope_parameters"] = JsonNode.Parse("""{"rope_type":"linear","factor":0.5,"rope_theta":10000}""");
        });
        Refused(folder).Reason.ShouldContain("'rope_parameters.factor' is 0.5;");
        folder.WriteConfig(json =>
        {
            json.Remove("rope_scaling");
            json["rope_parameters"] = JsonNode.Parse("""{"rope_theta":1e39}""");
        });
        Refused(folder).Reason.ShouldContain("'rope_parameters.rope_theta' is 1e39;");
    }

    [Fact]
    public void A_sliding_window_is_refused_unless_the_sequences_fit_it()
    {
        using var folder = new TinyFolder(Mistral);
        folder.WriteConfig(json => json["sliding_window"] = 64);
        Refused(folder).Reason.ShouldContain("a sliding window of 64 tokens where sequences may have 128");
        HuggingFaceFolder.Open(folder.Path, 64).Config.MaxSequenceLength.ShouldBe(64);
        Should.Throw<CheckpointException>(() => HuggingFaceFolder.Open(folder.Path, 65)).Reason.ShouldContain("sliding window of 64");

        folder.WriteConfig(json =>
        {
            json.Remove("sliding_window");
            json["max_position_embeddings"] = 8192;
        });
        Refused(folder).Reason.ShouldContain("sliding window of 4096");
        Should.Throw<CheckpointException>(() => HuggingFaceFolder.Open(folder.Path, 9000)).Reason.ShouldContain("'max_position_embeddings' is 8192");
    }

    [Fact]
    public void A_missing_a_stray_and_a_misshapen_tensor_are_named()
    {
        using var folder = new TinyFolder(Smol);
        (string Name, int[] Shape)[] tensors = [.. Smol.Tensors()];
        folder.WriteTensors("model.safetensors", tensors.Where(tensor => tensor.Name != "model.norm.weight"), "F32");
        Refused(folder).Reason.ShouldContain("'model.norm.weight', which is missing");
        folder.WriteTensors("model.safetensors", tensors.Append(("model.layers.0.self_attn.q_proj.bias", [48])), "F32");
        Refused(folder).Reason.ShouldContain("'model.layers.0.self_attn.q_proj.bias', which a model of its configuration does not have");
        folder.WriteTensors("model.safetensors", tensors.Select(tensor => tensor.Name == "model.norm.weight" ? (tensor.Name, [1, 48]) : tensor), "F32");
        Refused(folder).Reason.ShouldContain("'model.norm.weight' has the shape [1, 48] where [48] is expected");
    }

    [Theory]
    [InlineData("model.norm.weight", float.NaN, "F32", 1, "NaN")]
    [InlineData("model.embed_tokens.weight", float.PositiveInfinity, "BF16", 1, "Infinity")]
    [InlineData("model.layers.1.mlp.down_proj.weight", float.NegativeInfinity, "F16", 2, "-Infinity")]
    [InlineData("lm_head.weight", float.NaN, "BF16", 2, "NaN")]
    public void A_weight_that_is_not_finite_is_named_with_its_file_when_it_is_loaded(string name, float value, string type, int shards, string said)
    {
        using var folder = new TinyFolder(Llama, type, shards);
        folder.Weights[name][21] = value;
        (string Name, int[] Shape)[] tensors = [.. Llama.Tensors()];
        for (var i = 0; i < shards; i++)
        {
            folder.WriteTensors(shards == 1 ? "model.safetensors" : $"model-{i + 1:D5}-of-{shards:D5}.safetensors", tensors.Where((_, index) => index % shards == i), type);
        }

        var opened = HuggingFaceFolder.Open(folder.Path);
        var expected = shards == 1 ? 1 : (Array.FindIndex(tensors, tensor => tensor.Name == name) % shards) + 1;
        foreach (var load in (Action[])[() => opened.LoadModel(), () => opened.LoadFrozen(), () => opened.LoadFrozen(WeightPrecision.Single)])
        {
            var refused = Should.Throw<CheckpointException>(load);
            refused.Reason.ShouldBe($"the tensor '{name}' holds {said} at index 21, and weights must be finite");
            refused.File.ShouldEndWith(shards == 1 ? "model.safetensors" : $"model-{expected:D5}-of-{shards:D5}.safetensors");
        }
    }

    [Fact]
    public void Derived_tensors_and_a_head_that_is_the_embedding_are_let_be()
    {
        using var folder = new TinyFolder(Smol);
        folder.Weights["lm_head.weight"] = folder.Weights["model.embed_tokens.weight"];
        folder.WriteTensors(
            "model.safetensors", Smol.Tensors().Append(("model.layers.0.self_attn.rotary_emb.inv_freq", [8])).Append(("lm_head.weight", [41, 48])), "F32");
        HuggingFaceFolder.Open(folder.Path).LoadModel()["model.embed_tokens.weight"].Span.SequenceEqual(folder.Weights["lm_head.weight"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("../model-00001-of-00002.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/model.safetensors")]
    [InlineData("..\\\\model.safetensors")]
    [InlineData("config.json")]
    [InlineData(".safetensors")]
    [InlineData("")]
    public void An_index_cannot_reach_out_of_its_folder(string file)
    {
        using var folder = new TinyFolder(Llama, "F32", shards: 2);
        var index = folder.FileOf("model.safetensors.index.json");
        File.WriteAllText(index, File.ReadAllText(index).Replace("model-00001-of-00002.safetensors", file));
        Refused(folder).Reason.ShouldContain("the name of a .safetensors file in the same folder is supported");
    }

    [Fact]
    public void An_index_that_does_not_tell_the_truth_is_refused()
    {
        using var folder = new TinyFolder(Llama, "F32", shards: 2);
        string index = folder.FileOf("model.safetensors.index.json"), text = File.ReadAllText(index);
        var json = JsonNode.Parse(text)!.AsObject();
        var map = json["weight_map"]!.AsObject();
        map["model.norm.weight"] = (string?)map["model.norm.weight"] == "model-00001-of-00002.safetensors" ? "model-00002-of-00002.safetensors" : "model-00001-of-00002.safetensors";
        File.WriteAllText(index, json.ToJsonString());
        Refused(folder).Reason.ShouldContain("no tensor 'model.norm.weight'");
        map.Remove("model.norm.weight");
        File.WriteAllText(index, json.ToJsonString());
        Refused(folder).Reason.ShouldContain("'model.norm.weight', which the index does not place there");
        json.Remove("weight_map");
        File.WriteAllText(index, json.ToJsonString());
        Refused(folder).Reason.ShouldContain("lacks 'weight_map'");
        File.Delete(folder.FileOf("model-00002-of-00002.safetensors"));
        File.WriteAllText(index, text);
        Refused(folder).File.ShouldEndWith("model-00002-of-00002.safetensors");
    }

    [Fact]
    public void A_folder_without_weights_is_refused()
    {
        using var folder = new TinyFolder(Llama);
        File.Move(folder.FileOf("model.safetensors"), folder.FileOf("pytorch_model.bin"));
        Refused(folder).Reason.ShouldContain("convert it to safetensors");
        File.Delete(folder.FileOf("config.json"));
        Refused(folder).File.ShouldBe(folder.FileOf("config.json"));
        Should.Throw<CheckpointException>(() => HuggingFaceFolder.ReadShape(folder.FileOf("nowhere"))).Reason.ShouldBe("there is no such folder");
        var missing = Should.Throw<CheckpointException>(() => HuggingFaceFolder.Open(folder.FileOf("nowhere")));
        missing.File.ShouldBe(folder.FileOf("nowhere"));
        missing.Reason.ShouldBe("there is no such folder");
        Should.Throw<CheckpointException>(() => HuggingFaceFolder.Open(folder.FileOf("pytorch_model.bin"))).Reason.ShouldBe("it is a file, not a folder");
    }

    private static CheckpointException Refused(TinyFolder folder) => Should.Throw<CheckpointException>(() => HuggingFaceFolder.Open(folder.Path).LoadModel());
}
