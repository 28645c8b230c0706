using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Formats.Sequences;
using Gleaner.Students;

namespace Gleaner.Trainers.Tests.Sft;

/// <summary>The reference script: trainings that were killed, what it says of a step, and what it refuses.</summary>
public sealed class SftContinuationTests : IDisposable
{
    private static readonly DecoderConfig Shape = new()
    {
        VocabularySize = 90, Width = 32, Layers = 2, Heads = 4, KeyValueHeads = 2, FeedForwardWidth = 48, MaxSequenceLength = 64, TieEmbeddings = true,
    };

    private static readonly string[] Training = ["--steps", "6", "--batch", "4", "--micro-batch", "3", "--learning-rate", "0.01", "--save-every", "1"];

    private readonly TemporaryFolder _folder = new();
    private readonly List<RenderedSequence> _sequences;

    public SftContinuationTests()
    {
        HuggingFaceFolder.Save(_folder.File("base"), DecoderModel.Create(Shape, seed: 3));
        var random = new Random(5);
        _sequences = [.. Enumerable.Range(0, 7).Select(_ => Sequence(random))];
        using var stream = File.Create(_folder.File("data.safetensors"));
        SequenceFile.Write(stream, _sequences);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_training_that_was_killed_continues_with_the_same_numbers()
    {
        var python = PythonTorch.Require();
        var whole = Steps(Run(python, ["--output", _folder.File("whole"), .. Training]));

        // Killed as soon as it has said its third step: whatever it was doing then, the second step at least is kept.
        using (var process = PythonTorch.Start(python, ImmutableDictionary<string, string>.Empty, Arguments(["--output", _folder.File("killed"), .. Training])))
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("\"step\": 3,", StringComparison.Ordinal))
            {
            }

            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Directory.Exists(_folder.File("killed")).ShouldBeFalse();
        var lines = Run(python, ["--output", _folder.File("killed"), .. Training]);

        var resumed = lines.Single(line => line.TryGetProperty("resumed", out _)).GetProperty("resumed").GetInt32();
        resumed.ShouldBeInRange(2, 5);
        Steps(lines).ShouldBe(whole[resumed..]);
        File.ReadAllBytes(_folder.File("killed", "model.safetensors")).ShouldBe(File.ReadAllBytes(_folder.File("whole", "model.safetensors")));
        Directory.Exists(_folder.File("killed.state")).ShouldBeFalse();
    }

    [Fact]
    public void Each_step_says_what_it_trained_and_the_record_holds_every_token_with_its_weight()
    {
        var python = PythonTorch.Require();

        var lines = Run(python, ["--output", _folder.File("tuned"), "--steps", "2", "--batch", "7", "--micro-batch", "3", "--record", _folder.File("record")]);

        var step = lines.First(line => line.TryGetProperty("step", out _));
        step.GetProperty("rows").GetInt32().ShouldBe(7);
        step.GetProperty("tokens").GetInt32().ShouldBe(_sequences.Sum(sequence => sequence.Ids.Length));
        step.GetProperty("trained").GetInt32().ShouldBe(_sequences.Sum(sequence => sequence.Weights.Count(weight => weight > 0)));
        step.GetProperty("weight").GetDouble().ShouldBe(_sequences.Sum(sequence => sequence.Weights.Sum()));

        var recorded = Parse(File.ReadAllText(_folder.File("record"))).Where(line => line.GetProperty("step").GetInt32() == 1).ToList();
        recorded.Select(line => line.GetProperty("sequence").GetInt32()).Order().ShouldBe(Enumerable.Range(0, 7));
        var (loss, weight) = (0.0, 0.0);
        foreach (var line in recorded)
        {
            var sequence = _sequences[line.GetProperty("sequence").GetInt32()];
            var positions = Numbers(line, "positions").Select(number => (int)number).ToList();
            positions.ShouldBe(Enumerable.Range(0, sequence.Ids.Length).Where(i => sequence.Weights[i] > 0));
            Numbers(line, "ids").ShouldBe(positions.Select(i => (double)sequence.Ids[i]));
            Numbers(line, "weights").ShouldBe(positions.Select(i => (double)sequence.Weights[i]));
            loss += Numbers(line, "weights").Zip(Numbers(line, "nll"), (own, nll) => own * nll).Sum();
            weight += Numbers(line, "weights").Sum();
        }

        step.GetProperty("loss").GetDouble().ShouldBe(loss / weight, 1e-5);
    }

    [Fact]
    public void Another_training_does_not_take_what_was_kept_of_one()
    {
        var python = PythonTorch.Require();
        // One of them after as many steps as this one keeps first.
        foreach (var step in new[] { 1, 4 })
        {
            Directory.CreateDirectory(_folder.File("tuned.state", $"step-{step:00000000}"));
            File.WriteAllText(_folder.File("tuned.state", $"step-{step:00000000}", "training.json"), $$"""{"key": "of another", "step": {{step}}}""");
        }

        Steps(Run(python, ["--output", _folder.File("tuned"), .. Training])).Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("--lora-rank=4", "needs the packages transformers and peft")]
    [InlineData("--gradient-checkpointing", "needs the package transformers")]
    [InlineData("--fsdp", "start this with torchrun")]
    public void What_needs_more_than_PyTorch_alone_is_refused_in_a_line(string option, string message)
    {
        var python = PythonTorch.Require();

        var (exitCode, _, error) = PythonTorch.Run(python, ImmutableDictionary<string, string>.Empty, Arguments(["--output", _folder.File("tuned"), option]));

        (exitCode, error.Trim().Split('\n').Length).ShouldBe((2, 1), error);
        error.ShouldContain(message);
    }

    private static RenderedSequence Sequence(Random random)
    {
        var length = random.Next(5, 40);
        var ids = Enumerable.Range(0, length).Select(_ => random.Next(90)).ToImmutableArray();
        return new RenderedSequence(ids, [.. Enumerable.Range(0, length).Select(i => i == 0 ? 0f : i == length - 1 ? 1f : 0.5f * random.Next(3))]);
    }

    private static IEnumerable<double> Numbers(JsonElement line, string name) => line.GetProperty(name).EnumerateArray().Select(number => number.GetDouble());

    private static List<double> Steps(IEnumerable<JsonElement> lines) =>
        [.. lines.Where(line => line.TryGetProperty("step", out _)).Select(line => line.GetProperty("loss").GetDouble())];

    private List<JsonElement> Run(string python, string[] more)
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
