namespace Gleaner.ScienceWorld.Splits;

/// <summary>Where the user's copies of published lists lie; what is null is not at hand.</summary>
public sealed record TaskListFiles
{
    /// <summary>Folder with ETO's <c>train_indices.json</c>, <c>dev_indices.json</c> and <c>test_indices.json</c>.</summary>
    public string? Eto { get; init; }

    /// <summary>AgentGym's training ids.</summary>
    public AgentGymList? AgentGymTrain { get; init; }

    /// <summary>AgentGym's test ids.</summary>
    public AgentGymList? AgentGymTest { get; init; }
}
