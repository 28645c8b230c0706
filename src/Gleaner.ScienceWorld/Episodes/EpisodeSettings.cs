namespace Gleaner.ScienceWorld.Episodes;

/// <summary>How episodes begin, end and are counted.</summary>
public sealed record EpisodeSettings
{
    /// <summary>
    /// Ticks of the world after which an episode is over, at least 1: one with more moves is done. Default 100, as in the
    /// original; ETO sets 200, SwiftSage 300. Turns are limited apart from it.
    /// </summary>
    public int StepLimit { get; init; } = 100;

    /// <summary>What an episode is worth. Default: the highest raw score.</summary>
    public ReturnRule Return { get; init; } = ReturnRule.Highest;

    /// <summary>Whether the first observation shows the room as well as the task. Default false, as in ETO and EEF.</summary>
    public bool ShowsFirstLook { get; init; }

    /// <summary>The first observation: the task, and where it is wanted the room after an empty line.</summary>
    /// <param name="description">The task in words.</param>
    /// <param name="look">What is seen first.</param>
    public string FirstObservation(string description, string look) => ShowsFirstLook ? $"{description}\n\n{look}" : description;
}
