namespace Gleaner.ScienceWorld.Episodes;

/// <summary>What an episode is worth.</summary>
public enum ScoreRule
{
    /// <summary>The highest raw score that was seen, at least 0, as ETO and EEF count: a later failure does not take it away.</summary>
    Highest,

    /// <summary>The last raw score; 0 if the task has failed.</summary>
    Final,
}
