using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Episodes;

/// <summary>How episodes begin, end and are counted.</summary>
public sealed record EpisodeSettings
{
    /// <summary>
    /// Ticks of the world after which an episode is over, at least 1: one with more moves is done. Default 100, as in the
    /// original; ETO sets 200, SwiftSage 300. Turns are limited apart from it.
    /// </summary>
    public int StepLimit { get; init; } = 100;

    /// <summary>Which limits of turns tasks have by their type. Default: none; whoever plays has a limit for all.</summary>
    public TurnLimitRule TurnLimits { get; init; }

    /// <summary>What an episode is worth. Default: the highest raw score.</summary>
    public ScoreRule Return { get; init; } = ScoreRule.Highest;

    /// <summary>
    /// Whether the first observation shows the room as well as the task. Default true, as in AgentGym; ETO and EEF show the task
    /// alone. Recorded trajectories replay only under the setting that they were recorded with.
    /// </summary>
    public bool ShowsFirstLook { get; init; } = true;

    /// <summary>When a state that is reached again counts as the recorded one. Default: when all its text is the same.</summary>
    public ReplayComparison Comparison { get; init; }

    /// <summary>The most turns of a task by its type.</summary>
    internal int TurnLimitOf(ScienceWorldTask task) =>
        TurnLimits == TurnLimitRule.Eto && TaskTypes.TryGet(task.Name, out var type) && type.EtoTurnLimit is { } limit ? limit : int.MaxValue;

    /// <summary>The first observation: the task, and where it is wanted the room.</summary>
    /// <param name="description">The task in words.</param>
    /// <param name="look">What is seen first.</param>
    public string FirstObservation(string description, string look) => ShowsFirstLook ? Opening.TextOf(description, look) : description;
}

/// <summary>What an episode is worth.</summary>
public enum ScoreRule
{
    /// <summary>The highest raw score that was seen, at least 0, as ETO and EEF count: a later failure does not take it away.</summary>
    Highest,

    /// <summary>The last raw score; 0 if the task has failed.</summary>
    Final,
}

/// <summary>Limits of turns that depend on the type of a task.</summary>
public enum TurnLimitRule
{
    /// <summary>No such limits.</summary>
    None,

    /// <summary>ETO's table: from 10 for lifespans to 120 for melting points; types that it leaves out have none.</summary>
    Eto,
}
