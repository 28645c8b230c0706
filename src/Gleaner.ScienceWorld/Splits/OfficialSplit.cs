namespace Gleaner.ScienceWorld.Splits;

/// <summary>The simulator's own division of the variations of each kind of task.</summary>
public enum OfficialSplit
{
    /// <summary>The first half.</summary>
    Train,

    /// <summary>The next quarter.</summary>
    Dev,

    /// <summary>The rest.</summary>
    Test,
}
