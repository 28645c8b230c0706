using Gleaner.Decoder.Sizing;
using Gleaner.Decoder.Training;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace Gleaner.Students.Kinds;

/// <summary>A kind of tiny student: the keys and checks that do not depend on what it is made for.</summary>
/// <typeparam name="TOptions">What its section says.</typeparam>
public abstract class TinyStudentKind<TOptions> : StudentKind<TOptions>
    where TOptions : TinyStudentOptions
{
    /// <summary>Episodes that are usually open at once, for the size of their caches.</summary>
    private const int OpenEpisodes = 48;

    /// <inheritdoc/>
    public sealed override string? ComputedBy(TOptions config) => Accelerators.InUse(config.Learning.Accelerator);

    /// <inheritdoc/>
    public sealed override StudentSize? Size(TOptions config)
    {
        // Text pieces make up all but a few of the vocabulary.
        var shape = config.ShapeFor(config.Pieces);
        var trainer = new TrainerOptions { Threads = config.Learning.Threads, RecomputeLayers = config.Learning.RecomputeLayers };
        return new StudentSize(
            (SizeEstimate.OfTraining(shape, trainer, config.Context) + SizeEstimate.OfDecoding(shape, (long)config.Context * OpenEpisodes)).Total,
            SizeEstimate.OfModel(shape).Weights);
    }

    /// <inheritdoc/>
    public override void Check(TOptions config, ExperimentEnvironment environment, SectionReader reader)
    {
        AcceleratorKey.Check(config.Learning.Accelerator, reader);

        // Rotary embeddings turn pairs of numbers, so a head has an even width.
        if (config.Width % (2 * config.Heads) != 0)
        {
            reader.Fail("student", $"has a width of {config.Width} that {config.Heads} heads do not divide into even parts.");
        }
    }

    /// <summary>Reads the keys of the decoder's shape, but for what depends on the vocabulary and the environment.</summary>
    protected static TOptions ReadShape(SectionReader reader, TOptions defaults) => defaults with
    {
        Width = reader.Value("width", ValueKind.Integer(8, 4096), $"{defaults.Width}", "Width d of the residual stream."),
        Layers = reader.Value("layers", ValueKind.Integer(1, 64), $"{defaults.Layers}", "Decoder layers."),
        Heads = reader.Value("heads", ValueKind.Integer(1, 64), $"{defaults.Heads}", "Attention heads; they divide the width into even parts."),
        FeedForward = reader.Value("feed_forward", ValueKind.Integer(8, 16384), $"{defaults.FeedForward}", "Inner width of the SwiGLU block."),
    };

    /// <summary>Reads the keys of pre-training that say how much is learnt.</summary>
    protected static TOptions ReadPretrainingSchedule(SectionReader reader, TOptions defaults)
    {
        var learning = LearningSchedule.Read(reader, defaults.PretrainingSteps, defaults.PretrainingBatch, defaults.PretrainingRate, 0);
        return defaults with
        {
            PretrainingSteps = learning.Steps,
            PretrainingBatch = learning.Batch,
            PretrainingRate = learning.LearningRate,
            Rehearsal = reader.Value("rehearsal", ValueKind.Number(0, 0.9), "0", "Share of the sequences of every later step that are drawn as in pre-training, beside the examples: against forgetting what these do not hold."),
        };
    }
}
