namespace Gleaner.Selection;

/// <summary>What exploration says of an expert action.</summary>
public enum ActionVerdict
{
    /// <summary>It changed nothing that was seen, or nothing is known of it.</summary>
    Unused,

    /// <summary>It is part of a segment that took the student from a failing state to a succeeding one.</summary>
    Beneficial,

    /// <summary>It is part of a segment that took the student from a succeeding state to a failing one.</summary>
    Harmful,
}
