using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Training;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Lora;

/// <summary>Adapters trained beside a model folder, merged, and exported as a folder of the same layout.</summary>
public sealed class MergedFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gleaner-merged-").FullName;

    [Fact]
    public void A_merged_model_is_exported_and_loads_again()
    {
        string basePath = Path.Combine(_root, "base"), adapterPath = Path.Combine(_root, "adapter"), mergedPath = Path.Combine(_root, "merged");
        HuggingFaceFolder.Save(basePath, TestBatches.Model(TestAdapters.Shape));
        var folder = HuggingFaceFolder.Open(basePath);
        var model = folder.LoadModel();
        var adapter = LoraAdapter.Create(model.Config, new LoraOptions { Rank = 4 }, 1);
        var batch = TestBatches.Random(1, model.Config.VocabularySize, 40, 17, 90);
        using var adapted = new Trainer(model, adapter, new TrainerOptions { Threads = 2, Schedule = LearningRateSchedule.Constant(1e-2) });
        var before = adapted.Evaluate(batch).Loss;
        for (var i = 0; i < 5; i++)
        {
            adapted.Step(batch);
        }

        PeftFolder.Save(adapterPath, adapter, basePath);
        var merged = PeftFolder.Load(adapterPath, folder.Config).Merge(model);
        HuggingFaceFolder.Save(mergedPath, merged, new HuggingFaceSaveOptions { Source = folder });

        var loaded = HuggingFaceFolder.Open(mergedPath).LoadModel();
        using var exported = new Trainer(loaded, new TrainerOptions { Threads = 2 });
        var after = exported.Evaluate(batch).Loss;
        after.ShouldBe(adapted.Evaluate(batch).Loss, 1e-4);
        after.ShouldBeLessThan(before);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
