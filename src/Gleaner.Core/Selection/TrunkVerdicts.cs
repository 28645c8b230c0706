using System.Collections.Immutable;
using Gleaner.Exploration;

namespace Gleaner.Selection;

/// <summary>The verdict on every action of a trunk.</summary>
public static class TrunkVerdicts
{
    /// <summary>
    /// One verdict an action. Between neighbouring states of which v(s) is known, failure → success makes the actions beneficial and
    /// success → failure makes them harmful; all others are unused (EEF §3.2).
    /// </summary>
    public static ImmutableArray<ActionVerdict> Of(TrunkOutcomes trunk) => Of(trunk.Trunk.Length, trunk.Changes());

    internal static ImmutableArray<ActionVerdict> Of(int length, IEnumerable<TrunkSegment> changes)
    {
        var verdicts = new ActionVerdict[length];
        foreach (var segment in changes)
        {
            verdicts.AsSpan(segment.Start, segment.End - segment.Start)
                .Fill(segment.IsHarmful ? ActionVerdict.Harmful : ActionVerdict.Beneficial);
        }

        return [.. verdicts];
    }
}
