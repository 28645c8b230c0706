using System.Collections.Immutable;
using Gleaner.Rollouts;

namespace Gleaner.Exploration;

/// <summary>v(s) along one trunk.</summary>
/// <param name="Trunk">The trunk: a failed trajectory.</param>
/// <param name="States">The explored states by step, s0 first; states that nothing was simulated from are left out.</param>
public sealed record TrunkOutcomes(Trunk Trunk, ImmutableArray<ExploredState> States)
{
    /// <summary>Collects what came of the rollouts from a trunk's states.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="outcomes">Outcomes of rollouts; those of other tasks and on other trunks are left out, those from s0 count.</param>
    /// <param name="rule">Decides v(s).</param>
    public static TrunkOutcomes Of(Trunk trunk, IEnumerable<RolloutOutcome> outcomes, IVerdictRule rule) =>
        new(trunk, Of(trunk.Name, outcomes.Where(outcome => outcome.Task == trunk.Task), rule));

    /// <summary>The explored states of a trunk, given the outcomes of its task.</summary>
    internal static ImmutableArray<ExploredState> Of(string trunk, IEnumerable<RolloutOutcome> outcomesOfTask, IVerdictRule rule) =>
    [
        .. from outcome in outcomesOfTask
           where outcome.Step == 0 || outcome.Trunk == trunk
           group outcome by outcome.Step into state
           orderby state.Key
           let counts = new StateOutcome(
               state.Key, state.Count(), state.Count(outcome => outcome.IsPositive), state.MinBy(outcome => outcome.Attempt).IsPositive)
           select new ExploredState(counts, rule.Judge(counts)),
    ];

    /// <summary>
    /// The segments over which the verdict changes, in order: those between neighbouring states of which the verdict is known and
    /// not the same.
    /// </summary>
    public IEnumerable<TrunkSegment> Changes() => Changes(States);

    /// <summary>
    /// The recovery states: states from which the student failed though it succeeded from the one before. The trunk's actions in
    /// between did harm, and the student must learn to recover from them (EEF §3.2).
    /// </summary>
    public IEnumerable<int> RecoverySteps() => Changes().Where(segment => segment.IsHarmful).Select(segment => segment.End);

    internal static IEnumerable<TrunkSegment> Changes(ImmutableArray<ExploredState> states)
    {
        var known = states.Where(state => state.Verdict != StateVerdict.Unknown).ToList();
        for (var i = 1; i < known.Count; i++)
        {
            if (known[i - 1].Verdict != known[i].Verdict)
            {
                yield return new TrunkSegment(known[i - 1].Step, known[i].Step, IsHarmful: known[i].Verdict == StateVerdict.Failure);
            }
        }
    }
}

/// <summary>A segment of a trunk over which v(s) changes: its actions number <see cref="Start"/> to <see cref="End"/> − 1, from 0.</summary>
/// <param name="Start">The number of actions before it.</param>
/// <param name="End">The number of actions before the state that it leads to.</param>
/// <param name="IsHarmful">Whether it leads from success to failure; else it is beneficial.</param>
public readonly record struct TrunkSegment(int Start, int End, bool IsHarmful);
