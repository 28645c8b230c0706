using System.Text.Json.Serialization;

namespace Gleaner.Runs;

/// <summary>What <c>run.json</c> holds.</summary>
/// <param name="Identity">What decides the run's results.</param>
/// <param name="Started">When the run was first started.</param>
/// <param name="Finished">When it was finished; null while it is not.</param>
public sealed record RunManifest(RunIdentity Identity, DateTimeOffset Started, DateTimeOffset? Finished)
{
    /// <summary>What people are told about the run; null where a program of your own told nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunDisplay? Display { get; init; }
}
