namespace Gleaner.Reports.Model;

/// <summary>One thing that can be wrong with a run although it ran to its end.</summary>
public sealed record HealthItem
{
    /// <summary>A name for links, unique in the report: lower-case letters and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>A short heading.</summary>
    public required string Title { get; init; }

    /// <summary>How it stands.</summary>
    public required HealthLevel Level { get; init; }

    /// <summary>From where on it is a warning, a phrase.</summary>
    public string Threshold { get; init; } = "";

    /// <summary>What was found, a sentence or two.</summary>
    public required string Finding { get; init; }

    /// <summary>What to do about it, a sentence or two; shown where something was found.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Where it can be seen.</summary>
    public IReadOnlyList<HealthItemExample> Examples { get; init; } = [];
}

/// <summary>How a check stands, from good to bad.</summary>
public enum HealthLevel
{
    /// <summary>Nothing was found.</summary>
    Fine,

    /// <summary>It cannot be told from what the run holds.</summary>
    Unknown,

    /// <summary>It happened, but seldom.</summary>
    Notice,

    /// <summary>It happened so often that results may be worth less than they look.</summary>
    Warning,
}

/// <summary>A place where what a check found can be seen.</summary>
/// <param name="Place">The stage, for example <c>EEF, iteration 2: exploring</c>.</param>
/// <param name="Task">The task's id.</param>
/// <param name="Text">What is to be seen there.</param>
public sealed record HealthItemExample(string Place, string Task, string Text)
{
    /// <summary>What the task asks for; may be empty.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>The last actions of the rollout; empty if it is about no rollout.</summary>
    public IReadOnlyList<string> LastActions { get; init; } = [];

    /// <summary>A command that shows more of it; <see langword="null"/> if there is none.</summary>
    public string? Command { get; init; }

    /// <summary>Its page in the viewer, below the run's; <see langword="null"/> if there is none.</summary>
    public string? ViewerPage { get; init; }
}

/// <summary>How the rollouts of a run ended.</summary>
/// <param name="Reasons">Why rollouts ended, the end of their task first.</param>
/// <param name="Stages">The stages in which some rollout ended otherwise than by the end of its task.</param>
/// <param name="AllStages">The number of all stages with rollouts.</param>
public sealed record RolloutEnds(IReadOnlyList<string> Reasons, IReadOnlyList<StageEnding> Stages, int AllStages);

/// <summary>How the rollouts of a stage ended, over all seeds.</summary>
/// <param name="Place">The stage.</param>
/// <param name="Counts">Rollouts by reason, parallel to <see cref="RolloutEnds.Reasons"/>.</param>
public sealed record StageEnding(string Place, IReadOnlyList<int> Counts);
