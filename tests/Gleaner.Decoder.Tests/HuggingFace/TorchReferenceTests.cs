using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// The same proof against PyTorch and its autograd, where it is installed (Debian: <c>python3-torch</c>), and against the models of
/// Transformers (<c>python3-transformers</c>). The interpreter is <c>GLEANER_PYTHON</c>, or <c>/usr/bin/python3</c>.
/// </summary>
[Trait("Category", "Oracle")]
public sealed class TorchReferenceTests(ITestOutputHelper output)
{
    private static readonly string Python = Environment.GetEnvironmentVariable("GLEANER_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";

    public static TheoryData<string, string> Folders => new(TinyVariant.All.Select((variant, i) => (variant.Name, TypeOf(i))));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Logits_loss_and_gradients_are_those_of_PyTorch(string name, string type)
    {
        Assert.SkipUnless(Run("-c", "import torch") is null, $"{Python} has no PyTorch; GLEANER_PYTHON can name an interpreter that does.");
        using var folder = new TinyFolder(TinyVariant.Named(name), type);
        var batch = WriteBatch(folder);
        Run(Script("torch_reference.py"), folder.Path, folder.FileOf("batch.json"), folder.FileOf("result.json")).ShouldBeNull();
        Compare(folder, batch);
    }

    [Fact]
    public void They_are_those_of_the_models_of_Transformers()
    {
        Assert.SkipUnless(Run("-c", "import torch, transformers") is null, $"{Python} has no PyTorch with Transformers; GLEANER_PYTHON can name an interpreter that does.");
        TinyFolder[] folders = [.. TinyVariant.All.Select((variant, i) => new TinyFolder(variant, TypeOf(i), shards: 1 + (i % 3)))];
        try
        {
            (int[] Tokens, float[] Weights)[][] batches = [.. folders.Select(WriteBatch)];
            Run([Script("transformers_reference.py"), .. folders.Select(folder => folder.Path)]).ShouldBeNull();
            foreach (var (folder, batch) in folders.Zip(batches))
            {
                Compare(folder, batch);
            }
        }
        finally
        {
            Array.ForEach(folders, folder => folder.Dispose());
        }
    }

    private static string TypeOf(int index) => index % 2 == 0 ? "BF16" : "F32";

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "HuggingFace", name);

    private static (int[] Tokens, float[] Weights)[] WriteBatch(TinyFolder folder)
    {
        (int[] Tokens, float[] Weights)[] batch =
            [.. new[] { 90, 23, 7 }.Select((length, i) => (NumericalProofTests.Tokens(length, folder.Variant.Vocabulary, i), NumericalProofTests.Mask(length, i)))];
        File.WriteAllText(folder.FileOf("batch.json"), JsonSerializer.Serialize(new { tokens = batch.Select(s => s.Tokens), weights = batch.Select(s => s.Weights) }));
        return batch;
    }

    private void Compare(TinyFolder folder, (int[] Tokens, float[] Weights)[] batch)
    {
        var name = folder.Variant.Name;
        var expected = JsonNode.Parse(File.ReadAllText(folder.FileOf("result.json")))!;
        var model = HuggingFaceFolder.Open(folder.Path).LoadModel();
        var session = new InferenceSession(FrozenDecoder.From(model));
        session.Extend([new SlotExtension(session.Create(), batch[0].Tokens)], ExtendOutput.AllTokens);
        var logits = new float[batch[0].Tokens.Length * folder.Variant.Vocabulary];
        session.Logits(logits);
        double[] expectedLogits = [.. expected["logits"]!.AsArray().SelectMany(row => row!.Deserialize<double[]>()!)];
        NumericalProofTests.AreClose(logits, expectedLogits, name);

        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 1 });
        var loss = trainer.Step([.. batch.Select(sequence => new TrainingSequence(sequence.Tokens, sequence.Weights))]).Loss;
        loss.ShouldBe((double)expected["loss"]!, 1e-5);
        double worst = 0;
        foreach (var parameter in model.Parameters)
        {
            var gradient = expected["gradients"]![parameter.Name].Deserialize<double[]>()!;
            var own = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            NumericalProofTests.AreClose(own, gradient, $"{name}, {parameter.Name}", Math.Min(1, gradient.Max(Math.Abs)));
            worst = Math.Max(worst, Largest(own, gradient));
        }

        output.WriteLine($"{expected["model"]} {expected["transformers"]}, {name}: logits differ by at most {Largest(logits, expectedLogits):G2}, the loss by {Math.Abs(loss - (double)expected["loss"]!):G2}, gradients by {worst:G2}");
    }

    private static double Largest(float[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    /// <summary>Runs the interpreter.</summary>
    /// <returns>What it said when it failed; null where it did not.</returns>
    private static string? Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}: {error}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
