using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// The same proof against PyTorch and its autograd, where it is installed (Debian: <c>python3-torch</c>). The interpreter is
/// <c>GLEANER_PYTHON</c>, or <c>/usr/bin/python3</c>.
/// </summary>
[Trait("Category", "Oracle")]
public sealed class TorchReferenceTests
{
    private static readonly string Python = Environment.GetEnvironmentVariable("GLEANER_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";

    public static TheoryData<string, string> Folders => new(TinyVariant.All.Select((variant, i) => (variant.Name, i % 2 == 0 ? "BF16" : "F32")));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Logits_loss_and_gradients_are_those_of_PyTorch(string name, string type)
    {
        Assert.SkipUnless(Run("-c", "import torch"), $"{Python} has no PyTorch; GLEANER_PYTHON can name an interpreter that does.");
        using var folder = new TinyFolder(TinyVariant.Named(name), type);
        (int[] Tokens, float[] Weights)[] batch =
            [.. new[] { 90, 23, 7 }.Select((length, i) => (NumericalProofTests.Tokens(length, folder.Variant.Vocabulary, i), NumericalProofTests.Mask(length, i)))];
        File.WriteAllText(folder.FileOf("batch.json"), JsonSerializer.Serialize(new { tokens = batch.Select(s => s.Tokens), weights = batch.Select(s => s.Weights) }));
        Run(Path.Combine(AppContext.BaseDirectory, "HuggingFace", "torch_reference.py"), folder.Path, folder.FileOf("batch.json"), folder.FileOf("result.json")).ShouldBeTrue();
        var expected = JsonNode.Parse(File.ReadAllText(folder.FileOf("result.json")))!;

        var model = HuggingFaceFolder.Open(folder.Path).LoadModel();
        var session = new InferenceSession(FrozenDecoder.From(model));
        session.Extend([new SlotExtension(session.Create(), batch[0].Tokens)], ExtendOutput.AllTokens);
        var logits = new float[batch[0].Tokens.Length * folder.Variant.Vocabulary];
        session.Logits(logits);
        NumericalProofTests.AreClose(logits, [.. expected["logits"]!.AsArray().SelectMany(row => row!.Deserialize<double[]>()!)], name);

        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 1 });
        trainer.Step([.. batch.Select(sequence => new TrainingSequence(sequence.Tokens, sequence.Weights))]).Loss.ShouldBe((double)expected["loss"]!, 1e-5);
        foreach (var parameter in model.Parameters)
        {
            var gradient = expected["gradients"]![parameter.Name].Deserialize<double[]>()!;
            NumericalProofTests.AreClose(
                trainer.Gradient.Span.Slice(parameter.Spec.Offset, parameter.Length).ToArray(), gradient, $"{name}, {parameter.Name}", Math.Min(1, gradient.Max(Math.Abs)));
        }
    }

    private static bool Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
