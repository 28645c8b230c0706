namespace Gleaner.Methods;

/// <summary>
/// What EEF does with the simulations that it saves where an expert trajectory is too short for M states or did not fail. [ours]
/// </summary>
public enum LeftoverUse
{
    /// <summary>They are not spent.</summary>
    None,

    /// <summary>They go in turn to the start states of tasks that still have no solution.</summary>
    Unsolved,

    /// <summary>They go in turn to s0 of all tasks.</summary>
    Initial,
}
