using System.Collections.Immutable;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Students.Parameters;

/// <summary>All weights of a model.</summary>
internal sealed class FullParameters(DecoderModel model) : StudentParameters
{
    public DecoderModel Model => model;

    public override DecoderConfig Config => model.Config;

    public override string Description => $"all weights of {model.Config}";

    public override FrozenDecoder Freeze() => FrozenDecoder.From(model);

    public override Trainer CreateTrainer(TrainerOptions options) => new(model, options);

    public override void Save(string folder, OptimizerState? optimizer, IReadOnlyDictionary<string, string> metadata, Action<string> addFiles) =>
        DecoderCheckpoint.Save(folder, model, optimizer, metadata, addFiles);

    public override ImmutableSortedDictionary<string, string> ReadMetadata(string folder) => DecoderCheckpoint.ReadMetadata(folder);

    public override StudentParameters Load(string folder)
    {
        var loaded = DecoderCheckpoint.LoadModel(folder);
        return loaded.Config == Config
            ? new FullParameters(loaded)
            : throw new CheckpointException(folder, $"the checkpoint's model is {loaded.Config}; this run's student is {Config}");
    }

    public override bool TryRestore(string folder, OptimizerState optimizer)
    {
        ((FullParameters)Load(folder)).Model.CopyTo(model);
        return DecoderCheckpoint.TryLoadOptimizer(folder, optimizer);
    }
}
