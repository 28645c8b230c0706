namespace Gleaner.ScienceWorld.Recordings;

/// <summary>What becomes of recorded thoughts.</summary>
public enum ThoughtHandling
{
    /// <summary>A turn keeps the thought that came before its action.</summary>
    Keep,

    /// <summary>A turn has no thought.</summary>
    LeaveOut,
}
