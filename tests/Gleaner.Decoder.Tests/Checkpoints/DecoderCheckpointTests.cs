using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Checkpoints;

public sealed class DecoderCheckpointTests : IDisposable
{
    private static readonly DecoderConfig Config = new()
    {
        VocabularySize = 11, Width = 32, Layers = 2, Heads = 2, FeedForwardWidth = 48, MaxSequenceLength = 77, Smear = SmearKind.Channel, RopeBase = 5000,
    };

    private readonly string _root = Directory.CreateTempSubdirectory("gleaner-checkpoint-").FullName;

    private string Folder => Path.Combine(_root, "iteration-1");

    [Fact]
    public void A_model_comes_back_bit_for_bit()
    {
        var model = DecoderModel.Create(Config, seed: 3);
        DecoderCheckpoint.Save(Folder, model, metadata: new Dictionary<string, string> { ["vocabulary"] = "abc" });
        var loaded = DecoderCheckpoint.LoadModel(Folder);
        loaded.Config.ShouldBe(Config);
        Values(loaded.Parameters).ShouldBe(Values(model.Parameters));
        DecoderCheckpoint.ReadMetadata(Folder)["vocabulary"].ShouldBe("abc");
        Directory.GetFileSystemEntries(_root).ShouldBe([Folder]);
    }

    [Fact]
    public void Every_shape_comes_back_and_a_plain_one_is_written_as_ever()
    {
        var other = Config with
        {
            KeyValueHeads = 1, HeadWidth = 32, QueryKeyValueBias = true, QueryKeyNorm = true, TieEmbeddings = false, RopeScaling = new Llama3RopeScaling { Factor = 32 },
        };
        DecoderCheckpoint.Save(Folder, DecoderModel.Create(other, seed: 3));
        DecoderCheckpoint.LoadModel(Folder).Config.ShouldBe(other);

        DecoderCheckpoint.Save(Folder, DecoderModel.Create(Config, seed: 3));
        var json = File.ReadAllText(Path.Combine(Folder, "config.json"));
        foreach (var added in new[] { "keyValueHeads", "headWidth", "ropeScaling", "queryKeyValueBias", "queryKeyNorm", "tieEmbeddings" })
        {
            json.ShouldNotContain(added);
        }
    }

    [Fact]
    public void The_optimiser_comes_back_if_it_was_saved()
    {
        var model = DecoderModel.Create(Config, seed: 3);
        var saved = new OptimizerState(model.Weights.Layout) { Step = 42 };
        Fill(saved.FirstMoments, 1);
        Fill(saved.SecondMoments, 2);
        DecoderCheckpoint.Save(Folder, model, saved);

        var loaded = new OptimizerState(model.Weights.Layout);
        DecoderCheckpoint.TryLoadOptimizer(Folder, loaded).ShouldBeTrue();
        loaded.Step.ShouldBe(42);
        Values(loaded.FirstMoments).ShouldBe(Values(saved.FirstMoments));
        Values(loaded.SecondMoments).ShouldBe(Values(saved.SecondMoments));

        DecoderCheckpoint.Save(Folder, model);
        DecoderCheckpoint.TryLoadOptimizer(Folder, loaded).ShouldBeFalse("the folder is replaced as a whole");
    }

    [Fact]
    public void A_replacement_cut_short_leaves_the_previous_checkpoint()
    {
        var model = DecoderModel.Create(Config, seed: 3);
        DecoderCheckpoint.Save(Folder, model);
        Directory.Move(Folder, Folder + ".previous");
        Values(DecoderCheckpoint.LoadModel(Folder).Parameters).ShouldBe(Values(model.Parameters));

        DecoderCheckpoint.Save(Folder, DecoderModel.Create(Config, seed: 4));
        Directory.GetFileSystemEntries(_root).ShouldBe([Folder]);
    }

    [Fact]
    public void Further_files_appear_with_the_checkpoint_or_not_at_all()
    {
        var model = DecoderModel.Create(Config, seed: 3);
        DecoderCheckpoint.Save(Folder, model, addFiles: folder => File.WriteAllText(Path.Combine(folder, "vocabulary.json"), "1"));
        Should.Throw<IOException>(() => DecoderCheckpoint.Save(Folder, model, addFiles: _ => throw new IOException()));
        File.ReadAllText(Path.Combine(Folder, "vocabulary.json")).ShouldBe("1");
        Directory.GetFileSystemEntries(_root).ShouldBe([Folder]);
    }

    [Theory]
    [InlineData("\"layers\": 2", "\"layers\": 2147483647")]
    [InlineData("\"layers\": 2", "\"layers\": 1")]
    [InlineData("\"width\": 32", "\"width\": 2147483632")]
    [InlineData("\"vocabularySize\": 11", "\"vocabularySize\": 2147483647")]
    [InlineData("\"vocabularySize\": 11", "\"vocabularySize\": 12")]
    [InlineData("\"vocabularySize\": 11", "\"vocabularySize\": -1")]
    [InlineData("\"vocabularySize\": 11,", "")]
    [InlineData("\"heads\"", "\"headz\"")]
    [InlineData("gleaner-decoder/1", "gleaner-decoder/9")]
    [InlineData("Channel", "None")]
    [InlineData("{", "")]
    public void A_configuration_of_another_model_is_refused(string old, string other)
    {
        DecoderCheckpoint.Save(Folder, DecoderModel.Create(Config, seed: 3));
        var path = Path.Combine(Folder, "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(old, other, StringComparison.Ordinal));
        Should.Throw<CheckpointException>(() => DecoderCheckpoint.LoadModel(Folder)).File.ShouldStartWith(Folder);
    }

    [Fact]
    public void An_optimiser_of_another_model_is_refused()
    {
        var model = DecoderModel.Create(Config, seed: 3);
        DecoderCheckpoint.Save(Folder, model, new OptimizerState(model.Weights.Layout));
        var other = DecoderModel.Create(Config with { Layers = 1 }, seed: 3);
        Should.Throw<CheckpointException>(() => DecoderCheckpoint.TryLoadOptimizer(Folder, new OptimizerState(other.Weights.Layout)));
    }

    [Fact]
    public void A_missing_checkpoint_is_named() =>
        Should.Throw<CheckpointException>(() => DecoderCheckpoint.LoadModel(Folder)).Message.ShouldContain(Folder);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static float[] Values(IReadOnlyList<Parameter> parameters) => [.. parameters.SelectMany(parameter => parameter.Span.ToArray())];

    private static void Fill(IReadOnlyList<Parameter> parameters, int seed)
    {
        var random = new Random(seed);
        foreach (var parameter in parameters)
        {
            foreach (ref var value in parameter.Span)
            {
                value = random.NextSingle();
            }
        }
    }
}
