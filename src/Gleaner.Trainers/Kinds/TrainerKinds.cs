using Gleaner.Experiments;

namespace Gleaner.Trainers.Kinds;

/// <summary>What trainers outside of Gleaner bring to experiments.</summary>
public static class TrainerKinds
{
    /// <summary>Students that other programs or servers train, and the notes of what that took.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new ExternalStudentKind(), new EndpointStudentKind(), new TinkerStudentKind(), new TuningNotes()];
}
