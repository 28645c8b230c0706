using System.Collections.Immutable;
using Gleaner.IO.Texts;
using Gleaner.Tasks;

namespace Gleaner.Runs.Health;

/// <summary>One thing that can be wrong with a run although it ran to its end: what was looked for, what was found, and what to do.</summary>
public sealed record HealthCheck
{
    /// <summary>A stable name in lower case, for example <c>context-limits</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A short heading.</summary>
    public required string Title { get; init; }

    /// <summary>How it stands.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>From where on it is a warning, in words.</summary>
    public required string Threshold { get; init; }

    /// <summary>What was found, in a sentence or two.</summary>
    public required string Finding { get; init; }

    /// <summary>What to do about it, in a sentence or two.</summary>
    public required string Advice { get; init; }

    /// <summary>Where it can be seen; at most <see cref="MostExamples"/>, on different tasks.</summary>
    public ImmutableArray<HealthExample> Examples { get; init; } = [];

    /// <summary>The most examples of a check.</summary>
    public const int MostExamples = 3;
}

/// <summary>How a check stands, from good to bad.</summary>
public enum HealthStatus
{
    /// <summary>Nothing was found.</summary>
    Fine,

    /// <summary>It cannot be told: the run does not hold what it would take.</summary>
    Unknown,

    /// <summary>It happened, but less than the threshold.</summary>
    Notice,

    /// <summary>It is beyond the threshold, and results may be worth less than they look.</summary>
    Warning,
}

/// <summary>A place in a run where what a check found can be seen.</summary>
/// <param name="Stage">The stage's folder in the run, for example <c>seed-1/EEF/iteration-2</c>.</param>
/// <param name="Place">The stage in words, for example <c>EEF, iteration 2: exploring</c>.</param>
/// <param name="Task">The task.</param>
/// <param name="Rollout">The rollout in the stage's records, <see cref="RolloutRecord.Key"/>; null if it is about no single rollout.</param>
/// <param name="Text">What is to be seen there.</param>
public sealed record HealthExample(string Stage, string Place, TaskId Task, string? Rollout, string Text)
{
    private const int MostActions = 3;
    private const int LongestAction = 160;

    /// <summary>The last actions of the rollout, each on one line; empty if it is about no rollout.</summary>
    public ImmutableArray<string> LastActions { get; init; } = [];

    internal static HealthExample Of(StageRollouts stage, RolloutRecord rollout, string text) => new(stage.Stage.Folder, stage.Place, rollout.Task, rollout.Key, text)
    {
        LastActions = [.. rollout.Turns.TakeLast(MostActions).Select(turn => Excerpt.OneLine(turn.Action, LongestAction))],
    };
}
