using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Formats.Sequences;
using Gleaner.Students;
using Gleaner.Students.Views;

namespace Gleaner.Trainers.Tests.Sft;

/// <summary>The reference script beside the embedded engine, on a random model of a few thousand parameters.</summary>
public sealed class SftScriptTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private static readonly DecoderConfig Llama = new()
    {
        VocabularySize = 90, Width = 32, Layers = 2, Heads = 4, KeyValueHeads = 2, FeedForwardWidth = 48, MaxSequenceLength = 64,
        RopeScaling = new Llama3RopeScaling { Factor = 8, LowFrequencyFactor = 1, HighFrequencyFactor = 4, OriginalMaxSequenceLength = 32 },
    };

    private static readonly DecoderConfig Qwen2 = Llama with { QueryKeyValueBias = true, TieEmbeddings = true, RopeScaling = null };

    private static readonly DecoderConfig Qwen3 = Llama with { HeadWidth = 16, QueryKeyNorm = true, TieEmbeddings = true, RopeScaling = null };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    public void The_weighted_loss_is_the_engines_on_the_same_ids_and_weights(string family)
    {
        var python = PythonTorch.Require();
        var sequences = Write(family switch { "qwen2" => Qwen2, "qwen3" => Qwen3, _ => Llama });

        var lines = Run(python, "--evaluate");

        lines[^1].GetProperty("loss").GetDouble().ShouldBe(EngineLoss(_folder.File("base"), sequences), Tolerance);
    }

    [Fact]
    public void Training_lowers_the_loss_and_leaves_a_folder_with_that_loss()
    {
        var python = PythonTorch.Require();
        var sequences = Write(Llama);

        var lines = Run(python, "--output", _folder.File("tuned"), "--steps", "5", "--batch", "4", "--micro-batch", "3", "--learning-rate", "0.01");

        var (before, after) = (Loss(lines, "before"), Loss(lines, "after"));
        after.ShouldBeLessThan(before - 0.2);
        EngineLoss(_folder.File("tuned"), sequences).ShouldBe(after, Tolerance);
        File.Exists(_folder.File("tuned", "tokenizer_config.json")).ShouldBeTrue();
        lines.Count(line => line.TryGetProperty("step", out _)).ShouldBe(5);
    }

    [Fact]
    public async Task Two_processes_take_the_same_steps_as_one()
    {
        var python = PythonTorch.Require();
        Write(Llama);
        string[] training = ["--steps", "3", "--batch", "5", "--micro-batch", "2", "--learning-rate", "0.01"];
        var alone = Run(python, ["--output", _folder.File("one"), .. training]);

        var processes = Enumerable.Range(0, 2).Select(rank => PythonTorch.Start(
            python,
            new Dictionary<string, string> { ["RANK"] = $"{rank}", ["WORLD_SIZE"] = "2", ["MASTER_ADDR"] = "127.0.0.1", ["MASTER_PORT"] = $"{FreePort()}" }.ToImmutableDictionary(),
            Arguments(["--output", _folder.File("two"), .. training]))).ToList();
        var outputs = await Task.WhenAll(processes.Select(async process =>
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, await error);
            process.Dispose();
            return output;
        }));

        outputs[1].ShouldBeEmpty();
        var steps = Parse(outputs[0]).Where(line => line.TryGetProperty("step", out _)).Select(line => line.GetProperty("loss").GetDouble()).ToList();
        steps.Count.ShouldBe(3);
        foreach (var (two, one) in steps.Zip(alone.Where(line => line.TryGetProperty("step", out _))))
        {
            two.ShouldBe(one.GetProperty("loss").GetDouble(), Tolerance);
        }
    }

    [Fact]
    public void What_cannot_be_used_is_one_line_and_no_folder()
    {
        var python = PythonTorch.Require();
        Write(Llama with { VocabularySize = 50 });

        var (exitCode, _, error) = PythonTorch.Run(python, ImmutableDictionary<string, string>.Empty, Arguments(["--output", _folder.File("tuned")]));

        exitCode.ShouldBe(2);
        error.ShouldStartWith("sft.py: ");
        error.ShouldContain("made for another model");
        error.Trim().ShouldNotContain("\n");
        Directory.Exists(_folder.File("tuned")).ShouldBeFalse();
    }

    private static double Loss(IEnumerable<JsonElement> lines, string when) =>
        lines.Single(line => line.TryGetProperty("evaluation", out var evaluation) && evaluation.GetString() == when).GetProperty("loss").GetDouble();

    private static double EngineLoss(string folder, IEnumerable<RenderedSequence> sequences)
    {
        var model = HuggingFaceFolder.Open(folder).LoadModel();
        using var trainer = new Trainer(model, new TrainerOptions { Schedule = LearningRateSchedule.Cosine(0.1, 1, 0, 0.1), Threads = 1 });
        return trainer.Evaluate([.. sequences.Select(sequence => new TrainingSequence(sequence.Ids.AsMemory(), sequence.Weights.AsMemory()))]).Loss;
    }

    private static int FreePort() => Port.Value;

    private static readonly Lazy<int> Port = new(() =>
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    });

    private List<RenderedSequence> Write(DecoderConfig config)
    {
        HuggingFaceFolder.Save(_folder.File("base"), DecoderModel.Create(config, seed: 3));
        File.WriteAllText(_folder.File("base", "tokenizer_config.json"), "{}");
        var random = new Random(5);
        var sequences = Enumerable.Range(0, 7).Select(_ =>
        {
            var length = random.Next(5, 40);
            var ids = Enumerable.Range(0, length).Select(_ => random.Next(90)).ToImmutableArray();
            return new RenderedSequence(ids, [.. Enumerable.Range(0, length).Select(i => i == 0 ? 0f : i == length - 1 ? 1f : 0.5f * random.Next(3))]);
        }).ToList();
        using var stream = File.Create(_folder.File("data.safetensors"));
        SequenceFile.Write(stream, sequences);
        return sequences;
    }

    private List<JsonElement> Run(string python, params string[] more)
    {
        var (exitCode, output, error) = PythonTorch.Run(python, ImmutableDictionary<string, string>.Empty, Arguments(more));
        exitCode.ShouldBe(0, error);
        return Parse(output);
    }

    private string[] Arguments(string[] more) =>
        [PythonTorch.Script, "--data", _folder.File("data.safetensors"), "--base", _folder.File("base"), "--engine", "own", "--threads", "1", .. more];

    private static List<JsonElement> Parse(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
