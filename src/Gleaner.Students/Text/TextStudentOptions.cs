using Gleaner.Students.Learning;

namespace Gleaner.Students.Text;

/// <summary>A tiny student for text environments: its shape, its view of texts and its pre-training.</summary>
public sealed record TextStudentOptions
{
    /// <summary>The least value of <see cref="Pieces"/>: about half are for what escapes are written with.</summary>
    public const int FewestPieces = 520;

    /// <summary>Width of the residual stream. Default 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Layers. Default 4.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads. Default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Inner width of the SwiGLU block. Default 256.</summary>
    public int FeedForward { get; init; } = 256;

    /// <summary>Most pieces of the vocabulary, at least 520; fewer if the expert trajectories have not enough text. Default 2000.</summary>
    public int Pieces { get; init; } = 2000;

    /// <summary>Longest sequence in tokens. Default 2048.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Gradient steps of pre-training; 0 for none. Default 300.</summary>
    public int PretrainingSteps { get; init; } = 300;

    /// <summary>Sequences in a step of pre-training. Default 16.</summary>
    public int PretrainingBatch { get; init; } = 16;

    /// <summary>Peak learning rate of pre-training. Default 2e-3.</summary>
    public double PretrainingRate { get; init; } = 2e-3;

    /// <summary>Longest sequence of pre-training in tokens; longer ones are cut. Default 512.</summary>
    public int PretrainingLength { get; init; } = 512;

    /// <summary>The view of texts.</summary>
    public TextViewOptions View { get; init; } = new();

    /// <summary>How gradient steps are made.</summary>
    public LearningOptions Learning { get; init; } = new();
}

/// <summary>Which actions a text student can write.</summary>
public enum ActionChoice
{
    /// <summary>Any text; the environment says what it makes of it.</summary>
    Free,

    /// <summary>Only actions that stand in the expert trajectories, whoever's they were and whatever came of them.</summary>
    Known,
}
