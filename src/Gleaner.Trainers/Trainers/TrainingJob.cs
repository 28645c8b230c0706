namespace Gleaner.Trainers.Trainers;

/// <summary>What a trainer is to do. Paths are absolute.</summary>
/// <param name="Data">The exported data.</param>
/// <param name="BaseModel">The folder of the model that is trained on.</param>
/// <param name="Output">The folder of the new model; it does not exist.</param>
public sealed record TrainingJob(string Data, string BaseModel, string Output)
{
    /// <summary>Gradient steps, at least 1.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Sequences of a step, at least 1.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 1e-5;

    /// <summary>Seed of the order of the sequences, below 2³¹ as most trainers want it.</summary>
    public int Seed { get; init; } = 1;
}
