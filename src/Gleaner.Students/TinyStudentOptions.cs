using Gleaner.Decoder.Model;
using Gleaner.Randomness;
using Gleaner.Students.Learning;

namespace Gleaner.Students;

/// <summary>A tiny student that is made for one environment: its shape and its pre-training.</summary>
public abstract record TinyStudentOptions
{
    /// <summary>Leaves what depends on the environment to whoever derives.</summary>
    protected TinyStudentOptions()
    {
    }

    /// <summary>Width of the residual stream. Default 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Layers. Default 4.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads. Default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Inner width of the SwiGLU block. Default 256.</summary>
    public int FeedForward { get; init; } = 256;

    /// <summary>Most text pieces of the vocabulary.</summary>
    public int Pieces { get; init; }

    /// <summary>Longest sequence in tokens.</summary>
    public int Context { get; init; }

    /// <summary>Gradient steps of pre-training; 0 for none.</summary>
    public int PretrainingSteps { get; init; }

    /// <summary>Sequences in a step of pre-training.</summary>
    public int PretrainingBatch { get; init; }

    /// <summary>Peak learning rate of pre-training.</summary>
    public double PretrainingRate { get; init; }

    /// <summary>
    /// Share of the sequences of every later step that are drawn as in pre-training, beside the batch of examples: rehearsal against
    /// forgetting what the examples do not hold. From 0 (the default: none) to below 1.
    /// </summary>
    public double Rehearsal { get; init; }

    /// <summary>How gradient steps are made.</summary>
    public LearningOptions Learning { get; init; } = new();

    internal DecoderConfig ShapeFor(int vocabularySize) => new()
    {
        VocabularySize = vocabularySize,
        Width = Width,
        Layers = Layers,
        Heads = Heads,
        FeedForwardWidth = FeedForward,
        MaxSequenceLength = Context,
        Smear = SmearKind.Channel,
    };

    internal LearningPlan PretrainingPlan(Seed seed) => new(PretrainingSteps, PretrainingBatch, PretrainingRate, seed.Derive("pretraining"));
}
