using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Randomness;

namespace Gleaner.Selection;

/// <summary>What is known when the solutions of a task are chosen.</summary>
/// <param name="Trunks">v(s) along the trunks of the task; empty for a method that explores none.</param>
/// <param name="Seed">The iteration's seed.</param>
public sealed record SelectionContext(ImmutableArray<TrunkOutcomes> Trunks, Seed Seed)
{
    /// <summary>
    /// The verdicts on the actions of the trunk that a solution branches off, one an action; empty if it starts in s0 or nothing is
    /// known of its trunk.
    /// </summary>
    public ImmutableArray<ActionVerdict> VerdictsOn(Solution solution) =>
        solution.Start.Trunk is { } trunk && Trunks.FirstOrDefault(own => own.Trunk.Name == trunk.Name) is { } own
            ? TrunkVerdicts.Of(own)
            : [];
}
