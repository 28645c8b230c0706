using Gleaner.Students.Learning;
using Gleaner.WebShop.Student.Pretraining;

namespace Gleaner.WebShop.Student;

/// <summary>The student on WebShop: its shape, its view of pages and its pre-training.</summary>
public sealed record WebShopStudentOptions
{
    /// <summary>Width of the residual stream. Default 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Layers. Default 4.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads. Default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Inner width of the SwiGLU block. Default 256.</summary>
    public int FeedForward { get; init; } = 256;

    /// <summary>Text pieces of the vocabulary, product ids not counted. Default 3500.</summary>
    public int Pieces { get; init; } = 3500;

    /// <summary>Longest sequence in tokens. Default 1024.</summary>
    public int Context { get; init; } = 1024;

    /// <summary>Gradient steps of pre-training; 0 for none. Default 1200.</summary>
    public int PretrainingSteps { get; init; } = 1200;

    /// <summary>Sequences in a step of pre-training. Default 64.</summary>
    public int PretrainingBatch { get; init; } = 64;

    /// <summary>Peak learning rate of pre-training. Default 4e-3.</summary>
    public double PretrainingRate { get; init; } = 4e-3;

    /// <summary>The parts of pre-training.</summary>
    public PretrainingMix Mix { get; init; } = new();

    /// <summary>The view of pages.</summary>
    public WebShopViewOptions View { get; init; } = new();

    /// <summary>How gradient steps are made.</summary>
    public LearningOptions Learning { get; init; } = new();
}
