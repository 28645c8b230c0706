namespace Gleaner.Reports.Model;

/// <summary>The training tasks one by one, seen by the method under study (usually EEF).</summary>
public sealed record TaskAccounts
{
    /// <summary>The method that the stages, start states and verdicts belong to.</summary>
    public required string Method { get; init; }

    /// <summary>Stages in order, for example <c>expert</c>, <c>BC</c>, <c>iteration 1</c>.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>The tasks, in the order of the training split.</summary>
    public IReadOnlyList<TaskHistory> Tasks { get; init; } = [];
}
