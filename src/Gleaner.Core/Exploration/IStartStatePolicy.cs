using System.Collections.Immutable;

namespace Gleaner.Exploration;

/// <summary>
/// Which states of a failed trunk the student starts from. It is asked before each wave of an iteration's exploration with what the
/// waves before it found, and holds no state of its own, so that an iteration can be resumed.
/// </summary>
public interface IStartStatePolicy
{
    /// <summary>
    /// All states that should be explored, given what is known: the number of the trunk's actions before each, from 1 to
    /// |τ| − 1. Those that were asked for before are not explored again, and may be named or not; once no others are named the
    /// trunk is done with.
    /// </summary>
    IEnumerable<int> Choose(TrunkExploration exploration);
}

/// <summary>How far the exploration of a trunk has come in this iteration.</summary>
/// <param name="Outcomes">v(s) at the states explored so far; at none in the first wave.</param>
/// <param name="Count">M, the number of states to explore, not negative.</param>
/// <param name="Asked">
/// The states asked for so far in order, s0 left out. One of them that has no outcome could not be reached.
/// </param>
public sealed record TrunkExploration(TrunkOutcomes Outcomes, int Count, ImmutableSortedSet<int> Asked)
{
    /// <summary>|τ|, the number of the trunk's actions.</summary>
    public int Length => Outcomes.Trunk.Length;
}
