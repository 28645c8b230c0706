using Gleaner.Experiments;

namespace Gleaner.Students.Kinds;

/// <summary>The students that this library brings to experiments.</summary>
public static class StudentKinds
{
    /// <summary>The tiny text student and pretrained chat models.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new TextStudentKind(), new PretrainedStudentKind()];
}
