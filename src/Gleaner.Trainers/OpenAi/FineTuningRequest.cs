namespace Gleaner.Trainers.OpenAi;

/// <summary>What is to be tuned on what.</summary>
/// <param name="Data">The training file: what the format <c>openai</c> writes.</param>
/// <param name="Model">The model's name at the server.</param>
public sealed record FineTuningRequest(string Data, string Model)
{
    /// <summary>A word that goes into the tuned model's name; null for none.</summary>
    public string? Suffix { get; init; }

    /// <summary>Passes over the data; null: what the server chooses.</summary>
    public int? Epochs { get; init; }

    /// <summary>Examples of a step; null: what the server chooses.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Factor of the server's own learning rate; null: what the server chooses.</summary>
    public double? LearningRateMultiplier { get; init; }

    /// <summary>Seed of the job; null: the server's.</summary>
    public int? Seed { get; init; }
}
