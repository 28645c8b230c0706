namespace Gleaner.Students.Text;

/// <summary>Which actions a text student can write.</summary>
public enum ActionChoice
{
    /// <summary>Any text; the environment says what it makes of it.</summary>
    Free,

    /// <summary>Only actions that stand in the expert trajectories, whoever's they were and whatever came of them.</summary>
    Known,
}
