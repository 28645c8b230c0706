using Gleaner.Endpoints.Collecting;
using Gleaner.Experiments;

namespace Gleaner.Endpoints.Kinds;

/// <summary>What chat endpoints bring to experiments.</summary>
public static class EndpointKinds
{
    /// <summary>The chat expert, and the notes of what calls took.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new ChatExpertKind(), new SpendingNotes()];
}
