namespace Gleaner.Trainers.Served;

/// <summary>How OpenAI's fine-tuning API is asked for a model. Null leaves a value to the server.</summary>
public sealed record OpenAiTunerOptions
{
    /// <summary>Passes over the data of each learning, at least 1.</summary>
    public int? Epochs { get; init; }

    /// <summary>Examples of a step, at least 1.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Factor of the server's own learning rate, above 0.</summary>
    public double? LearningRateMultiplier { get; init; }

    /// <summary>A word that goes into the tuned models' names.</summary>
    public string? Suffix { get; init; }

    /// <summary>Seconds between two looks at a job's state. Default: 20 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Times that a call is tried in all, at least 1. Default: 6.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>Wait before the second try; it doubles with every further one. Default: 1 second.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);
}
