using Gleaner.Decoder.Training;

namespace Gleaner.Students.Learning;

/// <summary>How gradient steps are made.</summary>
public sealed record LearningOptions
{
    /// <summary>Share of the steps in which the learning rate rises to its peak. Default 0.03; then it falls along a cosine.</summary>
    public double WarmupShare { get; init; } = 0.03;

    /// <summary>The learning rate at the end, as a share of the peak. Default 0.1.</summary>
    public double FloorShare { get; init; } = 0.1;

    /// <summary>Decoupled weight decay of AdamW. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients are scaled down to this norm. Default 1.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>
    /// Whether layers are computed again in the backward pass instead of being kept (gradient checkpointing): less memory, about a
    /// third more work, the same bits. Default: no.
    /// </summary>
    public bool RecomputeLayers { get; init; }

    /// <summary>Threads; results do not depend on it. Default: one per core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a native library computes the products with weights; results then differ in rounding. Default none.</summary>
    public Accelerator Accelerator { get; init; }
}
