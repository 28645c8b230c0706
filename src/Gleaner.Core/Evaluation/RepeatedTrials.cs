using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gleaner.Evaluation;

/// <summary>How often a policy won each task of a split in several rollouts at a temperature.</summary>
/// <param name="Rollouts">n: rollouts of each task, at least 1.</param>
/// <param name="Temperature">The temperature that actions were drawn at.</param>
/// <param name="Wins">c of each task: how many of its rollouts were won, in the order of the split's tasks.</param>
public sealed record RepeatedTrials(int Rollouts, double Temperature, ImmutableArray<int> Wins)
{
    /// <summary>The mean over the tasks of <see cref="AnyOf"/> with n rollouts: pass@k.</summary>
    /// <param name="k">In 1 … n.</param>
    public double PassAt(int k) => Wins.IsEmpty ? 0 : Wins.Average(wins => AnyOf(k, wins, Rollouts));

    /// <summary>The mean over the tasks of <see cref="AllOf"/> with n rollouts: pass^k.</summary>
    /// <param name="k">In 1 … n.</param>
    public double PassHat(int k) => Wins.IsEmpty ? 0 : Wins.Average(wins => AllOf(k, wins, Rollouts));

    /// <summary>The mean share of rollouts won: pass@1, which is pass^1 too.</summary>
    [JsonIgnore]
    public double MeanWinRate => PassAt(1);

    /// <summary>
    /// The chance that at least one of k rollouts is won, estimated without bias from c wins in n:
    /// 1 − C(n − c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374).
    /// </summary>
    public static double AnyOf(int k, int wins, int rollouts) => 1 - AllOf(k, rollouts - wins, rollouts);

    /// <summary>The chance that all of k rollouts are won: C(c, k) / C(n, k) (Yao et al. 2024, τ-bench, arXiv 2406.12045).</summary>
    /// <param name="k">In 1 … n.</param>
    /// <param name="wins">c, in 0 … n.</param>
    /// <param name="rollouts">n.</param>
    public static double AllOf(int k, int wins, int rollouts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, rollouts);
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wins, rollouts);

        // Drawn one after the other without replacement: no factorial can overflow.
        var chance = 1.0;
        for (var i = 0; i < k; i++)
        {
            chance *= Math.Max(0, wins - i) / (double)(rollouts - i);
        }

        return chance;
    }
}
