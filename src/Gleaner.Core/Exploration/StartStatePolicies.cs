namespace Gleaner.Exploration;

/// <summary>The paper's: s_l, s_2l, …, s_Ml with l = ⌊|τ| / (M + 1)⌋, at least 1. The default.</summary>
public sealed record EvenlySpaced : IStartStatePolicy
{
    /// <inheritdoc/>
    public IEnumerable<int> Choose(TrunkExploration exploration) => ExpertStates.Steps(exploration.Length, exploration.Count);
}

/// <summary>
/// The k-th of M states at round(k·|τ| / (M + 1)), halves away from 0, duplicates dropped: where |τ| is not a multiple of M + 1 they
/// reach further than the paper's, which leave out the end.
/// </summary>
public sealed record EvenlySpacedRounded : IStartStatePolicy
{
    /// <inheritdoc/>
    public IEnumerable<int> Choose(TrunkExploration exploration) => Enumerable.Range(1, exploration.Count)
        .Select(k => (int)Math.Round((double)k * exploration.Length / (exploration.Count + 1), MidpointRounding.AwayFromZero))
        .Where(step => step > 0 && step < exploration.Length)
        .Distinct();
}

/// <summary>Every state of the trunk, whatever M is.</summary>
public sealed record AllStates : IStartStatePolicy
{
    /// <inheritdoc/>
    public IEnumerable<int> Choose(TrunkExploration exploration) => Enumerable.Range(1, Math.Max(0, exploration.Length - 1));
}

/// <summary>
/// Binary search, in waves, for the actions that change v(s): the middle between each two neighbouring states of which one is known
/// to fail and the other to succeed, the trunk's end being one that fails. As long as no state is known to succeed, the middle of
/// the widest gap. A trunk takes at most M states, and fewer where all changes are found.
/// </summary>
public sealed record Bisecting : IStartStatePolicy
{
    /// <inheritdoc/>
    public IEnumerable<int> Choose(TrunkExploration exploration)
    {
        var room = exploration.Count - exploration.Asked.Count;
        var gaps = Gaps(exploration).Where(gap => gap.Width > 1).OrderByDescending(gap => gap.Width).ToList();
        var chosen = exploration.Outcomes.States.Any(state => state.Verdict == StateVerdict.Success)
            ? gaps.Where(gap => gap.IsChange).Take(Math.Max(0, room))
            : gaps.Take(Math.Clamp(room, 0, 1));
        return chosen.Select(gap => gap.Middle);
    }

    // A state that was asked for and could not be reached still parts the gap, so that it is not asked for again.
    private static IEnumerable<Gap> Gaps(TrunkExploration exploration)
    {
        var verdicts = exploration.Outcomes.States.ToDictionary(state => state.Step, state => state.Verdict);
        var points = exploration.Asked.Add(0).Add(exploration.Length);
        for (var i = 1; i < points.Count; i++)
        {
            yield return new Gap(points[i - 1], points[i], IsChange(VerdictAt(points[i - 1]), VerdictAt(points[i])));
        }

        StateVerdict VerdictAt(int step) =>
            step == exploration.Length ? StateVerdict.Failure : verdicts.GetValueOrDefault(step, StateVerdict.Unknown);
    }

    private static bool IsChange(StateVerdict from, StateVerdict to) =>
        from != StateVerdict.Unknown && to != StateVerdict.Unknown && from != to;

    private readonly record struct Gap(int Start, int End, bool IsChange)
    {
        public int Width => End - Start;

        public int Middle => Start + (Width / 2);
    }
}
