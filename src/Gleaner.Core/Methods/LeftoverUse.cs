namespace Gleaner.Methods;

/// <summary>
/// What a method does with the simulations that it saves: EEF where an expert trajectory is too short for M states or did not fail,
/// adaptive RFT by trying every task once before it spends the rest. [ours]
/// </summary>
public enum LeftoverUse
{
    /// <summary>They are not spent [paper].</summary>
    None,

    /// <summary>They go in turn to the start states of tasks that still have no solution.</summary>
    Unsolved,

    /// <summary>They go in turn to the recovery states that still have no solution; where there are none, as <see cref="Unsolved"/>.</summary>
    Recovery,

    /// <summary>They go in turn to s0 of all tasks.</summary>
    Initial,
}
