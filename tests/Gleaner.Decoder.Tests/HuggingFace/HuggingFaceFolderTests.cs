using System.Text.Json.Nodes;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;

namespace Gleaner.Decoder.Tests.HuggingFace;

public sealed class HuggingFaceFolderTests
{
    private static readonly TinyVariant Llama = TinyVariant.All[0];
    private static readonly TinyVariant Qwen = TinyVariant.All[3];

    public static TheoryData<string> Names => [.. TinyVariant.All.Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_value_arrives_where_it_belongs(string name)
    {
        using var folder = new TinyFolder(TinyVariant.Named(name), "BF16", shards: 3);
        var opened = HuggingFaceFolder.Open(folder.Path);
        var model = opened.LoadModel();
        foreach (var parameter in model.Parameters)
        {
            parameter.Span.SequenceEqual(folder.Weights[parameter.Name]).ShouldBeTrue(parameter.Name);
        }

        model.Parameters.Count.ShouldBe(folder.Weights.Count);
        opened.ParameterCount.ShouldBe(model.ParameterCount);
        opened.ModelType.ShouldBe(folder.Variant.ModelType);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bfloat16_folder_is_frozen_exactly(string name)
    {
        using var folder = new TinyFolder(TinyVariant.Named(name), "BF16", shards: 2);
        var opened = HuggingFaceFolder.Open(folder.Path);
        foreach (var precision in new[] { WeightPrecision.Single, WeightPrecision.BFloat16 })
        {
            var frozen = opened.LoadFrozen(precision);
            frozen.Precision.ShouldBe(precision);
            foreach (var parameter in frozen.ToModel().Parameters)
            {
                parameter.Span.SequenceEqual(folder.Weights[parameter.Name]).ShouldBeTrue(parameter.Name);
            }
        }
    }

    [Fact]
    public void Freezing_as_bfloat16_never_takes_a_whole_fp32_copy()
    {
        using var folder = new TinyFolder(Llama with { Width = 256, Heads = 8, KeyValueHeads = 8, HeadDim = 32, Inner = 1024, Vocabulary = 2000 }, "BF16");
        var opened = HuggingFaceFolder.Open(folder.Path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        opened.LoadFrozen();
        double bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // 2 bytes each, pieces of at most a megabyte, and the rotary tables.
        opened.ParameterCount.ShouldBeGreaterThan(3_000_000);
        (bytes / opened.ParameterCount).ShouldBeLessThan(3, "allocated in all, not only at the peak");
    }

    [Fact]
    public void The_shape_is_what_the_configuration_says()
    {
        using var folder = new TinyFolder(Llama);
        HuggingFaceFolder.Open(folder.Path, 100).Config.ShouldBe(new DecoderConfig
        {
            VocabularySize = 41,
            Width = 32,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 2,
            HeadWidth = 16,
            FeedForwardWidth = 48,
            MaxSequenceLength = 100,
            RopeBase = 500_000,
            RopeScaling = new Llama3RopeScaling { Factor = 8, LowFrequencyFactor = 1, HighFrequencyFactor = 4, OriginalMaxSequenceLength = 32 },
            TieEmbeddings = false,
        });
        HuggingFaceFolder.Open(folder.Path).Config.MaxSequenceLength.ShouldBe(128);
    }

    [Fact]
    public void Rotary_settings_of_later_versions_are_read_too()
    {
        using var folder = new TinyFolder(Llama);
        folder.WriteConfig(json =>
        {
            json.Remove("rope_theta");
            json.Remove("rope_scaling");
            json["rope_parameters"] = new System.Text.Json.Nodes.JsonObject { ["rope_theta"] = 5000.0, ["rope_type"] = "default" };
        });
        var config = HuggingFaceFolder.Open(folder.Path).Config;
        config.RopeBase.ShouldBe(5000);
        config.RopeScaling.ShouldBeNull();
    }

    [Fact]
    public void Ids_come_from_the_generation_settings_before_the_configuration()
    {
        using var folder = new TinyFolder(Llama);
        HuggingFaceFolder.Open(folder.Path).Generation.EndTokens.ShouldBe([2, 3, 4]);
        File.WriteAllText(
            folder.FileOf("generation_config.json"), """{"eos_token_id":7,"pad_token_id":-1,"do_sample":true,"temperature":0.6,"top_p":0.9,"top_k":20,"repetition_penalty":1.1}""");
        var settings = HuggingFaceFolder.Open(folder.Path).Generation;
        settings.EndTokens.ShouldBe([7]);
        (settings with { EndTokens = [] }).ShouldBe(new GenerationSettings
        {
            StartToken = 1, Samples = true, Temperature = 0.6, TopP = 0.9, TopK = 20, RepetitionPenalty = 1.1, EndTokens = [],
        });

        File.WriteAllText(folder.FileOf("generation_config.json"), """{"eos_token_id":[1,41]}""");
        Should.Throw<CheckpointException>(() => HuggingFaceFolder.Open(folder.Path)).Reason.ShouldBe("'eos_token_id' is 41; an id from 0 to 40 is supported");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_folder_loads_again(string name)
    {
        using var folder = new TinyFolder(TinyVariant.Named(name), "BF16");
        var source = HuggingFaceFolder.Open(folder.Path);
        var model = source.LoadModel();
        foreach (var options in new HuggingFaceSaveOptions[]
        {
            new(), new() { Type = TensorType.BF16 }, new() { Source = source }, new() { Source = source, Type = TensorType.BF16 },
        })
        {
            var target = folder.FileOf("../saved");
            HuggingFaceFolder.Save(target, model, options);
            var saved = HuggingFaceFolder.Open(target);
            var loaded = saved.LoadModel();
            foreach (var parameter in loaded.Parameters)
            {
                parameter.Span.SequenceEqual(model[parameter.Name].Span).ShouldBeTrue(parameter.Name);
            }

            loaded.Config.ShouldBe(model.Config);
            saved.ModelType.ShouldBe(options.Source is null && source.ModelType == "mistral" ? "llama" : source.ModelType);
            using var file = SafetensorsFile.Open(Path.Combine(target, "model.safetensors"));
            file.Metadata["format"].ShouldBe("pt");
            file.Tensors.ShouldAllBe(tensor => tensor.Type == options.Type);
        }
    }

    [Fact]
    public void Half_a_character_in_a_text_of_the_configuration_costs_that_character_alone()
    {
        using var folder = new TinyFolder(Qwen);
        var config = File.ReadAllText(folder.FileOf("config.json"));
        File.WriteAllText(folder.FileOf("config.json"), "{\"_name_or_path\": \"cut \\ud83d\", \"notes\": {\"a\": [\"\\ud800\", 1, null]}, " + config[1..]);

        var source = HuggingFaceFolder.Open(folder.Path);
        HuggingFaceFolder.Save(folder.FileOf("../saved"), source.LoadModel(), new HuggingFaceSaveOptions { Source = source });

        var saved = JsonNode.Parse(File.ReadAllText(folder.FileOf("../saved/config.json")))!;
        ((string?)saved["_name_or_path"], saved["notes"]!.ToJsonString()).ShouldBe(("cut \uFFFD", """{"a":["\uFFFD",1,null]}"""));
        (saved["hidden_size"]!.ToJsonString(), saved["torch_dtype"]!.ToJsonString()).ShouldBe((JsonNode.Parse(config)!["hidden_size"]!.ToJsonString(), "\"float32\""));
    }

    [Fact]
    public void Saving_keeps_the_sources_files_and_keys()
    {
        using var folder = new TinyFolder(Qwen);
        File.WriteAllText(folder.FileOf("tokenizer.json"), "{\"a\":1}");
        File.WriteAllText(folder.FileOf("generation_config.json"), """{"top_k":20}""");
        var source = HuggingFaceFolder.Open(folder.Path, maxSequenceLength: 50);
        var target = folder.FileOf("../saved");
        HuggingFaceFolder.Save(target, source.LoadModel(), new HuggingFaceSaveOptions
        {
            Source = source, Type = TensorType.BF16, AddFiles = into => File.WriteAllText(Path.Combine(into, "note.txt"), "x"),
        });
        File.ReadAllText(Path.Combine(target, "tokenizer.json")).ShouldBe("{\"a\":1}");
        File.Exists(Path.Combine(target, "note.txt")).ShouldBeTrue();
        var saved = HuggingFaceFolder.Open(target);
        saved.Generation.TopK.ShouldBe(20);
        saved.Config.MaxSequenceLength.ShouldBe(128);
        var json = File.ReadAllText(Path.Combine(target, "config.json"));
        json.ShouldContain("\"transformers_version\": \"4.46.0\"");
        json.ShouldContain("\"torch_dtype\": \"bfloat16\"");
    }

    [Fact]
    public void What_the_layout_cannot_express_is_not_saved()
    {
        using var folder = new TinyFolder(Qwen);
        var source = HuggingFaceFolder.Open(folder.Path);
        DecoderModel other = DecoderModel.Create(source.Config with { Layers = 1 }, 1), smeared = DecoderModel.Create(source.Config with { Smear = SmearKind.Scalar }, 1);
        var target = folder.FileOf("../saved");
        Should.Throw<ArgumentException>(() => HuggingFaceFolder.Save(target, other, new HuggingFaceSaveOptions { Source = source })).Message.ShouldContain("not of the shape of its source");
        Should.Throw<ArgumentException>(() => HuggingFaceFolder.Save(target, smeared)).Message.ShouldContain("smears");
        Should.Throw<ArgumentException>(() => HuggingFaceFolder.Save(target, other, new HuggingFaceSaveOptions { Type = TensorType.F16 })).Message.ShouldContain("F16");
        Directory.Exists(target).ShouldBeFalse();

        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "thesis.txt"), "years of work");
        Should.Throw<CheckpointException>(() => HuggingFaceFolder.Save(target, other)).Reason.ShouldContain("not replaced");
        File.Exists(Path.Combine(target, "thesis.txt")).ShouldBeTrue();
    }

    [Fact]
    public void A_model_too_large_for_memory_is_refused_before_it_is_loaded()
    {
        using var folder = new TinyFolder(Llama);
        var opened = HuggingFaceFolder.Open(folder.Path);
        var error = Should.Throw<MemoryLimitException>(() => opened.LoadModel(memoryLimit: 1000));
        error.Message.ShouldContain("The largest part is weights");
        error.AvailableBytes.ShouldBe(1000);
        error.Estimate.Weights.ShouldBe(4 * opened.ParameterCount);
    }
}
