namespace Gleaner.Trajectories;

/// <summary>Who wrote an action.</summary>
public enum Author
{
    /// <summary>The teacher policy.</summary>
    Expert,

    /// <summary>The policy that is being tuned.</summary>
    Student,
}
