using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// A tiny random model of every supported architecture, read from its folder, gives the logits, the loss and all gradients of
/// an independent float64 reference that was written from the definitions.
/// </summary>
public sealed class NumericalProofTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, string, int> Folders
    {
        get
        {
            string[] types = ["F32", "BF16", "F16"];
            TheoryData<string, string, int> data = [];
            for (var i = 0; i < TinyVariant.All.Length; i++)
            {
                data.Add(TinyVariant.All[i].Name, types[i % 3], 1 + (i % 2 * 2));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Logits_are_those_of_the_reference_at_once_and_token_by_token(string name, string type, int shards)
    {
        using var folder = new TinyFolder(TinyVariant.Named(name), type, shards);
        var tokens = Tokens(70, folder.Variant.Vocabulary, 3);
        double[][] expected = [.. new ReferenceTransformer(folder.Variant, folder.Weights).Logits(tokens).Select(row => row.Select(value => value.Value).ToArray())];
        var model = HuggingFaceFolder.Open(folder.Path).LoadModel();
        var session = new InferenceSession(FrozenDecoder.From(model));
        var vocabulary = folder.Variant.Vocabulary;

        session.Extend([new SlotExtension(session.Create(), tokens)], ExtendOutput.AllTokens);
        var together = new float[tokens.Length * vocabulary];
        session.Logits(together);
        AreClose(together, [.. expected.SelectMany(row => row)], name);

        var slot = session.Create();
        var logits = new float[vocabulary];
        for (var i = 0; i < tokens.Length; i++)
        {
            session.Extend([new SlotExtension(slot, tokens.AsMemory(i, 1))]);
            session.Logits(logits);
            AreClose(logits, expected[i], $"{name}, token {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Loss_and_every_gradient_are_those_of_the_reference(string name, string type, int shards)
    {
        using var folder = new TinyFolder(TinyVariant.Named(name), type, shards);
        (int[] Tokens, float[] Weights)[] batch = [.. new[] { 5, 19, 36 }.Select((length, i) => (Tokens(length, folder.Variant.Vocabulary, i), Mask(length, i)))];
        var reference = new ReferenceTransformer(folder.Variant, folder.Weights);
        var expected = reference.Loss(batch);
        var gradients = reference.Gradients(expected);
        var model = HuggingFaceFolder.Open(folder.Path).LoadModel();
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1, Shards = 2 });

        var metrics = trainer.Step([.. batch.Select(sequence => new TrainingSequence(sequence.Tokens, sequence.Weights))]);

        metrics.Loss.ShouldBe(expected.Value, 1e-5);
        model.Parameters.Select(parameter => parameter.Name).ShouldBe(gradients.Keys, ignoreOrder: true);
        foreach (var parameter in model.Parameters)
        {
            var largest = gradients[parameter.Name].Max(Math.Abs);
            largest.ShouldBeGreaterThan(0, parameter.Name);
            var gradient = trainer.Gradient.Slice(parameter.Spec.Offset, parameter.Length).ToArray();
            AreClose(gradient, gradients[parameter.Name], $"{name}, {parameter.Name}", Math.Min(1, largest));
        }
    }

    [Fact]
    public void The_tape_differentiates()
    {
        var tape = new Tape();
        Scalar x = tape.Leaf(0.7), y = tape.Leaf(1.3);
        var f = ((x * y).Exp() / (x + (y * 2)).Sqrt()) - (y.Log() * x);
        var gradient = tape.Differentiate(f);
        gradient[x.Index].ShouldBe((F(0.7 + 1e-6, 1.3) - F(0.7 - 1e-6, 1.3)) / 2e-6, 1e-8);
        gradient[y.Index].ShouldBe((F(0.7, 1.3 + 1e-6) - F(0.7, 1.3 - 1e-6)) / 2e-6, 1e-8);

        static double F(double x, double y) => (Math.Exp(x * y) / Math.Sqrt(x + (2 * y))) - (Math.Log(y) * x);
    }

    internal static int[] Tokens(int length, int vocabulary, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
    }

    internal static float[] Mask(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(i => i == length - 1 ? 1 : i > 0 && random.Next(3) == 0 ? 0.25f + random.NextSingle() : 0)];
    }

    /// <summary>No value is off by more than the tolerance, times a scale.</summary>
    internal static void AreClose(float[] actual, double[] expected, string what, double scale = 1)
    {
        actual.Length.ShouldBe(expected.Length, what);
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().ShouldBeLessThan(Tolerance * scale, what);
    }
}
