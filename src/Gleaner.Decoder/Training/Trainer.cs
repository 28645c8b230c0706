using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Trains a <see cref="DecoderModel"/> in place with AdamW. Results are bit-identical for any number of threads.
/// Not safe for concurrent calls; its worker threads live until <see cref="Dispose"/>.
/// </summary>
public sealed class Trainer : IDisposable
{
    /// <summary>Creates a trainer of a model.</summary>
    /// <param name="model">The model whose weights the trainer changes.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Trainer(DecoderModel model, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Model = model;
        Optimizer = new OptimizerState(model.Weights.Layout);
    }

    /// <summary>The model in training.</summary>
    public DecoderModel Model { get; }

    /// <summary>The optimiser's memory, for checkpoints.</summary>
    public OptimizerState Optimizer { get; }

    /// <summary>One optimiser step on a batch: <see cref="Accumulate"/>, then <see cref="Apply"/>.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it.</exception>
    public StepMetrics Step(IReadOnlyList<TrainingSequence> batch)
    {
        Accumulate(batch);
        return Apply();
    }

    /// <summary>Adds the gradient of a micro-batch to those accumulated since the last step.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it.</exception>
    public void Accumulate(IReadOnlyList<TrainingSequence> batch) => throw new NotImplementedException();

    /// <summary>Updates the weights with all that was accumulated; loss and gradient are normalised by the sum of all its weights.</summary>
    /// <exception cref="InvalidOperationException">Nothing was accumulated.</exception>
    public StepMetrics Apply() => throw new NotImplementedException();

    /// <summary>The loss on some sequences; changes nothing.</summary>
    /// <param name="sequences">Sequences as for <see cref="Step"/>.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it.</exception>
    public LossMetrics Evaluate(IReadOnlyList<TrainingSequence> sequences) => throw new NotImplementedException();

    /// <summary>Ends the worker threads.</summary>
    public void Dispose()
    {
    }
}
