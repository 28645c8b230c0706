using System.Collections.Immutable;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>A file of AgentGym ids together with what its numbers mean, which the file itself does not say.</summary>
/// <param name="Path">The file.</param>
/// <param name="Numbering">What its numbers mean.</param>
public sealed record AgentGymList(string Path, AgentGymNumbering Numbering)
{
    /// <summary>Reads the tasks.</summary>
    /// <exception cref="GleanerException">The list cannot be read, or its tasks are not of the expected split.</exception>
    public ImmutableArray<TaskVariation> Read(OfficialSplit expected) => AgentGymIds.Read(Path, Numbering, expected);
}
