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

/// <summary>What became of one training task.</summary>
public sealed record TaskHistory
{
    /// <summary>The task's id, unique in the report.</summary>
    public required string Id { get; init; }

    /// <summary>The instruction given to the student, as plain text.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>The expert's return, 0 to 1; <see langword="null"/> where there is no expert run.</summary>
    public double? ExpertReturn { get; init; }

    /// <summary>
    /// Whether each stage solved the task, parallel to <see cref="TaskAccounts.Stages"/>; <see langword="null"/> where it was not
    /// tried. May be shorter than the list of stages: what is missing was not tried.
    /// </summary>
    public IReadOnlyList<bool?> Solved { get; init; } = [];

    /// <summary>Names of the methods and experts that ever solved the task in training.</summary>
    public IReadOnlyList<string> SolvedBy { get; init; } = [];

    /// <summary>m of the start state s_ml from which the student first solved the task (0 is s₀); <see langword="null"/> if it never did.</summary>
    public int? SolvedFromState { get; init; }

    /// <summary>Expert actions found beneficial (fail → success).</summary>
    public int Beneficial { get; init; }

    /// <summary>Expert actions found harmful (success → fail).</summary>
    public int Harmful { get; init; }

    /// <summary>Expert actions that decided nothing and are left out of the loss.</summary>
    public int Unused { get; init; }

    /// <summary>Its page in the viewer, below the run's; <see langword="null"/> if there is none.</summary>
    public string? ViewerPage { get; init; }
}
