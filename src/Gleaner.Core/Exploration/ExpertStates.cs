using System.Collections.Immutable;

namespace Gleaner.Exploration;

/// <summary>Which states of an expert trajectory the student starts from by the paper (EEF §3.1: s_l, s_2l, …, s_Ml).</summary>
public static class ExpertStates
{
    /// <summary>The paper's default for M, the number of expert states to explore.</summary>
    public const int DefaultCount = 5;

    /// <summary>
    /// The number of expert actions before each start state: l, 2l, …, Ml with l = ⌊|τ| / (M + 1)⌋, at least 1. States at or
    /// past the trajectory's end do not exist, so short trajectories have fewer than M.
    /// </summary>
    /// <param name="length">|τ|, the number of expert actions, not negative.</param>
    /// <param name="count">M, at least 0.</param>
    public static ImmutableArray<int> Steps(int length, int count = DefaultCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var stride = Math.Max(1, length / (count + 1));
        return [.. Enumerable.Range(1, count).Select(m => m * stride).TakeWhile(step => step < length)];
    }
}
