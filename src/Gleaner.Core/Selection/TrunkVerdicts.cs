using System.Collections.Immutable;
using Gleaner.Exploration;

namespace Gleaner.Selection;

/// <summary>The verdict on every action of a failed expert trajectory.</summary>
public static class TrunkVerdicts
{
    /// <summary>
    /// One verdict per expert action. Between neighbouring explored states, fail → success makes the actions beneficial and
    /// success → fail makes them harmful; all others are unused (EEF §3.2).
    /// </summary>
    public static ImmutableArray<ActionVerdict> Of(TrunkOutcomes trunk)
    {
        var verdicts = new ActionVerdict[trunk.Expert.Length];
        for (var i = 1; i < trunk.States.Length; i++)
        {
            var (from, to) = (trunk.States[i - 1], trunk.States[i]);
            if (from.IsSuccess != to.IsSuccess)
            {
                verdicts.AsSpan(from.Step, to.Step - from.Step)
                    .Fill(to.IsSuccess ? ActionVerdict.Beneficial : ActionVerdict.Harmful);
            }
        }

        return [.. verdicts];
    }
}
