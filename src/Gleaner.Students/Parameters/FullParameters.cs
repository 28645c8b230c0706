using System.Collections.Immutable;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Students.Parameters;

/// <summary>All weights of a model.</summary>
/// <param name="model">The model.</param>
/// <param name="source">The folder that it came from: checkpoints are then folders of the same layout. Null for the engine's own layout.</param>
internal sealed class FullParameters(DecoderModel model, HuggingFaceFolder? source = null) : StudentParameters
{
    public DecoderModel Model => model;

    public override DecoderConfig Config => model.Config;

    public override string Description => $"all weights of {model.Config}";

    public override FrozenDecoder Freeze(WeightPrecision precision) => FrozenDecoder.From(model, precision);

    public override Trainer CreateTrainer(TrainerOptions options) => new(model, options);

    public override void Save(string folder, OptimizerState? optimizer, IReadOnlyDictionary<string, string> metadata, Action<string> addFiles)
    {
        if (source is not null && optimizer is null)
        {
            HuggingFaceFolder.Save(folder, model, new HuggingFaceSaveOptions { Source = source, Metadata = metadata, AddFiles = addFiles });
        }
        else
        {
            DecoderCheckpoint.Save(folder, model, optimizer, metadata, addFiles);
        }
    }

    public override ImmutableSortedDictionary<string, string> ReadMetadata(string folder) => DecoderCheckpoint.ReadMetadata(folder);

    public override StudentParameters Load(string folder) => new FullParameters(
        CheckShape(folder, source is null ? DecoderCheckpoint.LoadModel(folder) : HuggingFaceFolder.Open(folder, Config.MaxSequenceLength).LoadModel()), source);

    public override bool TryRestore(string folder, OptimizerState optimizer)
    {
        CheckShape(folder, DecoderCheckpoint.LoadModel(folder)).CopyTo(model);
        return DecoderCheckpoint.TryLoadOptimizer(folder, optimizer);
    }

    private DecoderModel CheckShape(string folder, DecoderModel loaded) => loaded.Config == Config
        ? loaded
        : throw new CheckpointException(folder, $"the checkpoint's model is {loaded.Config}; this run's student is {Config}");
}
