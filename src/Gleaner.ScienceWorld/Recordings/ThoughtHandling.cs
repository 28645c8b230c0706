namespace Gleaner.ScienceWorld.Recordings;

/// <summary>What becomes of recorded thoughts.</summary>
public enum ThoughtHandling
{
    /// <summary>A turn is its action alone.</summary>
    LeaveOut,

    /// <summary>A turn is <c>Thought: …</c>, a line feed and <c>Action: …</c>, ETO's form; see <see cref="Tasks.ActionText"/>.</summary>
    KeepInTurn,
}
