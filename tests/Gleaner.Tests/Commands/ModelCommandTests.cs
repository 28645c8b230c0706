using System.Globalization;
using System.Text.Json.Nodes;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.EndToEnd.Tests;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private static readonly DecoderConfig Shape = new()
    {
        VocabularySize = 64, Width = 32, Layers = 2, Heads = 4, KeyValueHeads = 2, FeedForwardWidth = 48, MaxSequenceLength = 256, RopeBase = 10_000, NormEpsilon = 1e-5f,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Memory_and_time_on_GPUs_are_told_from_the_configuration_alone()
    {
        Directory.CreateDirectory(_folder.File("llama"));
        File.WriteAllText(
            _folder.File("llama", "config.json"),
            """{"model_type": "llama", "vocab_size": 128256, "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336, "max_position_embeddings": 8192, "hidden_act": "silu", "rms_norm_eps": 1e-5, "rope_theta": 500000.0, "tie_word_embeddings": false}""");

        var run = await ProgramRun.InAsync(_folder.Path, "model", "estimate", "llama");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldContain("with conversations of 4,096 tokens");
        run.Out.ShouldMatch(@"\n  served, in bf16 +16\.06 GB  open conversations: 10, 50, 104\n");
        run.Out.ShouldMatch(@"\n  training adapters +3\d\.\d\d GB  fits: 48, 80\n");
        run.Out.ShouldMatch(@"\n  training all weights +1\d\d\.\d\d GB  fits: none\n");
        run.Out.ShouldMatch(@"\n    over 4 GPUs, each +\d\d\.\d\d GB  fits: 80\n");
    }

    [Fact]
    public async Task Show_says_what_a_folder_is_and_what_it_takes()
    {
        HuggingFaceFolder.Save(_folder.File("model"), DecoderModel.Create(Shape, 1));
        var run = await ProgramRun.InAsync(_folder.Path, "model", "show", "model", "--context", "128");
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("llama, ");
        run.Out.ShouldContain("2 layers of width 32, 4 heads of 8 over 2 for keys and values, feed-forward 48");
        run.Out.ShouldContain("64 token ids, sequences of up to 128 tokens");
        run.Out.ShouldContain("no tokenizer.json");
        run.Out.ShouldContain("sampling 48 rollouts");
    }

    [Theory]
    [InlineData("generation_config.json", "[257, 256]", "answers end with <|end|> (257)\n  the folder also ends answers with id 256, which the tokenizer does not have\n")]
    [InlineData("config.json", "256", "answers end with <|end|> (257)\n  the folder also ends answers with id 256, which the tokenizer does not have\n")]
    [InlineData("config.json", "257", "answers end with <|end|> (257)\n  chat template:")]
    public async Task Show_says_which_end_tokens_the_tokenizer_does_not_have(string file, string ends, string said)
    {
        TinyChatModel.Write(_folder.File("model"), seed: 1);
        Change("tokenizer.json", json => json["added_tokens"]!.AsArray().RemoveAt(0));
        Change(file, json => json["eos_token_id"] = JsonNode.Parse(ends));

        var run = await ProgramRun.InAsync(_folder.Path, "model", "show", "model");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldContain($"  tokenizer of 258 ids, 1 special; {said}");
    }

    [Fact]
    public async Task Show_says_whether_the_tokenizer_has_ids_beyond_the_model()
    {
        TinyChatModel.Write(_folder.File("model"), seed: 1);
        Change("tokenizer.json", json => json["added_tokens"]![0]!["id"] = 99_999);

        var run = await ProgramRun.InAsync(_folder.Path, "model", "show", "model");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldContain("\n  the tokenizer has ids up to 99999, the model only up to 257: it cannot be a student\n");
    }

    [Fact]
    public async Task Show_refuses_a_tokenizer_without_letters()
    {
        TinyChatModel.Write(_folder.File("model"), seed: 1);
        Change("tokenizer.json", json => json["model"]!["vocab"] = new JsonObject());

        var run = await ProgramRun.InAsync(_folder.Path, "model", "show", "model");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("model.vocab has no token for");
    }

    [Theory]
    [InlineData("1e308", "F32")]
    [InlineData("1e308", "BF16")]
    [InlineData("3.395e38", "BF16")]
    public async Task Merge_writes_no_weights_that_are_not_finite(string alpha, string type)
    {
        var adapter = LoraAdapter.Create(Shape, new LoraOptions { Rank = 2, Alpha = double.Parse(alpha, CultureInfo.InvariantCulture) }, 3);
        foreach (var parameter in adapter.Parameters)
        {
            parameter.Span.Fill(1);
        }

        HuggingFaceFolder.Save(_folder.File("model"), DecoderModel.Create(Shape, 1));
        PeftFolder.Save(_folder.File("adapters"), adapter);

        var run = await ProgramRun.InAsync(_folder.Path, "model", "merge", "model", "adapters", "--output", "merged", "--type", type);

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain($"which {type} cannot hold");
        run.Error.ShouldContain("lora_alpha");
        Directory.Exists(_folder.File("merged")).ShouldBeFalse();
    }

    [Fact]
    public async Task Merge_writes_a_folder_whose_weights_are_those_with_the_adapters()
    {
        var model = DecoderModel.Create(Shape, 1);
        var adapter = LoraAdapter.Create(Shape, new LoraOptions { Rank = 2 }, 3);
        foreach (var parameter in adapter.Parameters)
        {
            parameter.Span.Fill(0.25f);
        }

        HuggingFaceFolder.Save(_folder.File("model"), model);
        PeftFolder.Save(_folder.File("adapters"), adapter);
        var run = await ProgramRun.InAsync(_folder.Path, "model", "merge", "model", "adapters", "--output", "merged", "--type", "F32");
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        var merged = HuggingFaceFolder.Open(_folder.File("merged")).LoadModel();
        var expected = adapter.Merge(model);
        foreach (var parameter in expected.Parameters)
        {
            merged[parameter.Name].Span.ToArray().ShouldBe(parameter.Span.ToArray(), parameter.Name);
        }

        merged["model.layers.0.self_attn.q_proj.weight"].Span.ToArray().ShouldNotBe(model["model.layers.0.self_attn.q_proj.weight"].Span.ToArray());
        (await ProgramRun.InAsync(_folder.Path, "model", "merge", "model", "adapters", "--output", "merged")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Theory]
    [InlineData("\"model_type\": \"gpt_neox\"", "'model_type' is 'gpt_neox'; supported are 'llama', 'mistral', 'qwen2', 'qwen3'")]
    [InlineData("\"model_type\": \"llama\", \"hidden_act\": \"gelu\"", "'hidden_act'")]
    public async Task What_is_not_supported_is_refused_by_name(string keys, string message)
    {
        Directory.CreateDirectory(_folder.File("model"));
        File.WriteAllText(_folder.File("model/config.json"), $$"""{ {{keys}} }""");
        var run = await ProgramRun.InAsync(_folder.Path, "model", "show", "model");
        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain(message);
        run.Error.ShouldContain("config.json");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_matter_of_the_data()
    {
        var run = await ProgramRun.InAsync(_folder.Path, "model", "show", "nowhere");
        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("nowhere");
        run.Error.ShouldContain("there is no such folder");
    }

    private void Change(string file, Action<JsonObject> change)
    {
        var path = _folder.File("model", file);
        var json = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
