using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Training;

namespace Gleaner.ModelServers.Engine;

/// <summary>Adapters in training with their optimiser. Everything but the properties is for the engine's thread.</summary>
internal sealed class TrainedModel : IDisposable
{
    private readonly ServedModel _model;
    private readonly LoraAdapter _adapter;
    private readonly Trainer _trainer;

    public TrainedModel(ServedModel model, LoraOptions options, ulong seed, int threads)
    {
        _model = model;
        _adapter = model.CreateAdapter(options, seed);
        _trainer = new Trainer(model.Base, _adapter, new TrainerOptions { Threads = threads, DropoutSeed = seed });
    }

    /// <summary>Rank, scale and targets.</summary>
    public LoraOptions Lora => _adapter.Options;

    /// <summary>Adds the gradient of a batch, or only scores it.</summary>
    /// <returns>Log-probabilities by sequence, at each token.</returns>
    public IReadOnlyList<double[]> Pass(IReadOnlyList<TrainingSequence> batch, TokenLoss loss, bool isForwardOnly) =>
        isForwardOnly ? _trainer.LogProbabilities(batch) : _trainer.AccumulateTokens(batch, loss);

    public StepMetrics Step(AdamSettings settings) => _trainer.Apply(settings);

    public void Save(string folder, bool withOptimizer) => PeftFolder.Save(folder, _adapter, _model.FolderPath, withOptimizer ? _trainer.Optimizer : null);

    /// <exception cref="GleanerException">They do not fit.</exception>
    public void Load(string folder, bool withOptimizer)
    {
        var saved = PeftFolder.Load(folder, _model.Config);
        if (saved.Options != _adapter.Options)
        {
            throw new GleanerException($"The weights are adapters of {saved.Options}; this model's are {_adapter.Options}.");
        }

        saved.CopyTo(_adapter);
        if (withOptimizer && !PeftFolder.TryLoadOptimizer(folder, _trainer.Optimizer))
        {
            throw new GleanerException("The weights were saved without the optimiser's memory.");
        }
    }

    public void Dispose() => _trainer.Dispose();
}
