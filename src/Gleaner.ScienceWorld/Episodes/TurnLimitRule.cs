namespace Gleaner.ScienceWorld.Episodes;

/// <summary>Limits of turns that depend on the type of a task.</summary>
public enum TurnLimitRule
{
    /// <summary>No such limits.</summary>
    None,

    /// <summary>ETO's table: from 10 for lifespans to 120 for melting points; types that it leaves out have none.</summary>
    Eto,
}
