using System.Text.Json.Nodes;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Lora;

/// <summary>Adapters as files: PEFT's names, round trips, resumption, and what is refused.</summary>
public sealed class PeftFolderTests : IDisposable
{
    private static readonly LoraOptions Options = new() { Rank = 4, Alpha = 12.5, Dropout = 0.1, RankStabilized = true };

    private readonly string _root = Directory.CreateTempSubdirectory("gleaner-peft-").FullName;

    private string Folder => Path.Combine(_root, "adapter");

    private string ConfigPath => Path.Combine(Folder, "adapter_config.json");

    [Fact]
    public void Adapters_come_back_bit_for_bit()
    {
        var options = Options with { Targets = LoraTargets.Query | LoraTargets.Value | LoraTargets.Down };
        var adapter = TestAdapters.Random(TestAdapters.Shape, options);
        PeftFolder.Save(Folder, adapter, "models/base");
        var loaded = PeftFolder.Load(Folder, TestAdapters.Shape);
        loaded.Options.ShouldBe(options);
        loaded.Weights.Buffer.Span.SequenceEqual(adapter.Weights.Buffer.Span).ShouldBeTrue();
        PeftFolder.ReadBaseModel(Folder).ShouldBe("models/base");
        Directory.GetFileSystemEntries(_root).ShouldBe([Folder]);
    }

    [Fact]
    public void Files_are_as_peft_writes_them()
    {
        PeftFolder.Save(Folder, LoraAdapter.Create(TestAdapters.Shape, Options with { RankStabilized = false }, 1));
        var json = JsonNode.Parse(File.ReadAllText(ConfigPath))!;
        json["peft_type"]!.GetValue<string>().ShouldBe("LORA");
        json["task_type"]!.GetValue<string>().ShouldBe("CAUSAL_LM");
        json["r"]!.GetValue<int>().ShouldBe(4);
        json["lora_alpha"]!.GetValue<double>().ShouldBe(12.5);
        json["bias"]!.GetValue<string>().ShouldBe("none");
        json["use_dora"]!.GetValue<bool>().ShouldBeFalse();
        json["target_modules"]!.AsArray().Select(module => module!.GetValue<string>())
            .ShouldBe(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]);

        using var file = SafetensorsFile.Open(Path.Combine(Folder, "adapter_model.safetensors"));
        file.Metadata["format"].ShouldBe("pt");
        file.Tensors.Length.ShouldBe(3 * 7 * 2);
        file.InfoOf("base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight").Shape.ShouldBe([4, 32]);
        file.InfoOf("base_model.model.model.layers.2.self_attn.k_proj.lora_B.weight").Shape.ShouldBe([32, 4]);
        file.InfoOf("base_model.model.model.layers.1.mlp.down_proj.lora_A.weight").Shape.ShouldBe([4, 48]);
    }

    [Fact]
    public void A_configuration_of_peft_with_all_its_keys_is_read()
    {
        PeftFolder.Save(Folder, LoraAdapter.Create(TestAdapters.Shape, new LoraOptions { Rank = 4, Targets = LoraTargets.Query | LoraTargets.Value }, 1));
        File.WriteAllText(ConfigPath, """
            { "alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "org/model", "bias": "none", "corda_config": null,
              "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true,
              "layer_replication": null, "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 16,
              "lora_bias": false, "lora_dropout": 0.05, "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null,
              "peft_type": "LORA", "qalora_group_size": 16, "r": 4, "rank_pattern": {}, "revision": null, "target_modules": ["v_proj", "q_proj"],
              "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_dora": false, "use_qalora": false, "use_rslora": false }
            """);
        PeftFolder.Load(Folder, TestAdapters.Shape).Options.ShouldBe(
            new LoraOptions { Rank = 4, Alpha = 16, Dropout = 0.05, Targets = LoraTargets.Query | LoraTargets.Value });
    }

    [Theory]
    [InlineData("use_dora", "true", "use_dora")]
    [InlineData("bias", "\"all\"", "'bias' is \"all\"")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save")]
    [InlineData("peft_type", "\"IA3\"", "'peft_type' is \"IA3\"")]
    [InlineData("task_type", "\"SEQ_CLS\"", "'task_type' is \"SEQ_CLS\"")]
    [InlineData("rank_pattern", "{\"q_proj\": 2}", "rank_pattern")]
    [InlineData("fan_in_fan_out", "true", "fan_in_fan_out")]
    [InlineData("layers_to_transform", "[1]", "layers_to_transform")]
    [InlineData("something_new", "7", "something_new")]
    [InlineData("init_lora_weights", "\"pissa\"", "init_lora_weights")]
    [InlineData("target_modules", "[\"lm_head\"]", "\"lm_head\"; supported are q_proj")]
    [InlineData("target_modules", "\".*proj\"", "target_modules")]
    [InlineData("target_modules", "[\"\\ud800\"]", "adapter_config.json")]
    [InlineData("r", "3", "has the shape")]
    [InlineData("use_rslora", "\"true\"", "'use_rslora' is \"true\"; true or false is supported")]
    [InlineData("r", "1e99", "'r' is 1e99")]
    [InlineData("r", "null", "it has no 'r'")]
    [InlineData("lora_alpha", "\"16\"", "'lora_alpha' is \"16\"")]
    [InlineData("lora_alpha", "-1", "'lora_alpha' is -1; it must be finite and above 0")]
    [InlineData("lora_dropout", "1", "'lora_dropout' is 1; it must be in [0, 1)")]
    [InlineData("r", "0", "'r' is 0; it must be from 1 to 1024")]
    public void What_is_not_supported_is_refused_by_name(string key, string value, string expected)
    {
        PeftFolder.Save(Folder, LoraAdapter.Create(TestAdapters.Shape, Options, 1));
        var json = JsonNode.Parse(File.ReadAllText(ConfigPath))!;
        json[key] = "REPLACED";
        File.WriteAllText(ConfigPath, json.ToJsonString().Replace("\"REPLACED\"", value, StringComparison.Ordinal));
        Should.Throw<CheckpointException>(() => PeftFolder.Load(Folder, TestAdapters.Shape)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Adapters_of_another_shape_or_without_files_are_refused()
    {
        Should.Throw<CheckpointException>(() => PeftFolder.Load(Folder, TestAdapters.Shape));
        PeftFolder.Save(Folder, LoraAdapter.Create(TestAdapters.Shape, Options, 1));
        Should.Throw<CheckpointException>(() => PeftFolder.Load(Folder, TestAdapters.Shape with { Layers = 2 })).Message.ShouldContain("tensors");
        Should.Throw<CheckpointException>(() => PeftFolder.Load(Folder, TestAdapters.Shape with { Width = 64 })).Message.ShouldContain("shape");
        File.WriteAllText(ConfigPath, "{ \"peft_type\": ");
        Should.Throw<CheckpointException>(() => PeftFolder.Load(Folder, TestAdapters.Shape)).File.ShouldEndWith("adapter_config.json");
    }

    [Fact]
    public void A_training_that_was_cut_short_goes_on_with_the_same_bits()
    {
        var model = TestBatches.Model(TestAdapters.Shape);
        var settings = new TrainerOptions() { Threads = 2, Schedule = LearningRateSchedule.Cosine(1e-3, 6, 2) };
        var whole = LoraAdapter.Create(model.Config, Options, 1);
        using (var trainer = new Trainer(model, whole, settings))
        {
            Steps(trainer, 0, 6);
        }

        var first = LoraAdapter.Create(model.Config, Options, 1);
        using (var trainer = new Trainer(model, first, settings))
        {
            Steps(trainer, 0, 3);
            PeftFolder.Save(Folder, first, optimizer: trainer.Optimizer);
        }

        var resumed = PeftFolder.Load(Folder, model.Config);
        using (var trainer = new Trainer(model, resumed, settings))
        {
            PeftFolder.TryLoadOptimizer(Folder, trainer.Optimizer).ShouldBeTrue();
            Steps(trainer, 3, 6);
        }

        resumed.Weights.Buffer.Span.SequenceEqual(whole.Weights.Buffer.Span).ShouldBeTrue();

        void Steps(Trainer trainer, int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                trainer.Step(TestBatches.Random(i, model.Config.VocabularySize, 40, 3, 90, 17));
            }
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
