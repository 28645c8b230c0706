using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;
using Gleaner.IO;
using Gleaner.IO.Json;

namespace Gleaner.Students.Parameters;

/// <summary>Low-rank adapters beside a frozen model; a checkpoint is a folder in PEFT's layout.</summary>
/// <param name="model">The frozen weights, shared.</param>
/// <param name="adapter">The adapters.</param>
/// <param name="baseModel">Name or path of the model, for whoever loads the adapters.</param>
internal sealed class LoraParameters(FrozenDecoder model, LoraAdapter adapter, string baseModel) : StudentParameters
{
    private const string MetadataFile = "gleaner.json";
    private const int MaxMetadataBytes = 1 << 20;

    public LoraAdapter Adapter => adapter;

    public override DecoderConfig Config => model.Config;

    public override string Description => $"{adapter.Options} beside {baseModel}, {model.Config}";

    public override FrozenDecoder Freeze(WeightPrecision precision) => FrozenDecoder.From(model, adapter, precision);

    public override Trainer CreateTrainer(TrainerOptions options) => new(model, adapter, options);

    public override void Save(string folder, OptimizerState? optimizer, IReadOnlyDictionary<string, string> metadata, Action<string> addFiles) =>
        PeftFolder.Save(folder, adapter, baseModel, optimizer, temporary =>
        {
            AtomicFile.WriteText(Path.Combine(temporary, MetadataFile), JsonSerializer.Serialize(metadata));
            addFiles(temporary);
        });

    public override ImmutableSortedDictionary<string, string> ReadMetadata(string folder)
    {
        var path = Path.Combine(DecoderCheckpoint.Locate(folder) ?? folder, MetadataFile);
        try
        {
            return StrictJson.Read<Dictionary<string, string>>(path, MaxMetadataBytes).ToImmutableSortedDictionary(StringComparer.Ordinal);
        }
        catch (JsonFileException exception)
        {
            throw new CheckpointException(path, exception.Problem, exception);
        }
    }

    public override StudentParameters Load(string folder) => new LoraParameters(model, LoadAdapter(folder), baseModel);

    public override bool TryRestore(string folder, OptimizerState optimizer)
    {
        LoadAdapter(folder).CopyTo(adapter);
        return PeftFolder.TryLoadOptimizer(folder, optimizer);
    }

    private LoraAdapter LoadAdapter(string folder)
    {
        var loaded = PeftFolder.Load(folder, Config);
        return loaded.Options == adapter.Options
            ? loaded
            : throw new CheckpointException(folder, $"its adapters are {loaded.Options}; this run's are {adapter.Options}");
    }
}
