using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Scoring;

/// <summary>
/// The scores that papers report of one episode, in points: −100..100, each named apart because they differ as soon as an episode
/// fails. All come from the simulator's raw score (0..1, −1 for a failed task) after every action.
/// </summary>
/// <param name="Best">
/// 100 × the highest raw score seen, at least 0: a failure afterwards takes nothing away. ETO's and EEF's "average reward" is its
/// mean.
/// </param>
/// <param name="Final">100 × the last raw score: −100 if the task failed. AgentGym's and the simulator's own measure.</param>
/// <param name="LastPositive">As <paramref name="Final"/>, but the last score before the failure if it failed: SwiftSage's measure.</param>
public readonly record struct EpisodeScore(double Best, double Final, double LastPositive)
{
    private const double Points = 100;

    // Raw scores are fractions with small denominators; sums of their differences are off by the last bits.
    private const int Digits = 9;

    /// <summary><see cref="Final"/>, with a failed task counted as 0.</summary>
    public double FinalFloored => Math.Max(0, Final);

    /// <summary>Whether all that the task asks for was done.</summary>
    public bool IsCompleted => Final >= Points;

    /// <summary>The scores of a trajectory.</summary>
    /// <param name="trajectory">A trajectory of ScienceWorld: the sum of its first n rewards is the raw score after n actions.</param>
    public static EpisodeScore Of(Trajectory trajectory)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        return OfRaw(RawScores(trajectory.Turns.Select(turn => turn.Reward)));
    }

    /// <summary>The scores of an episode.</summary>
    /// <param name="rawScores">The raw score after every action.</param>
    public static EpisodeScore OfRaw(IEnumerable<double> rawScores)
    {
        ArgumentNullException.ThrowIfNull(rawScores);
        double best = 0, final = 0, lastPositive = 0;
        foreach (var raw in rawScores)
        {
            final = raw;
            best = Math.Max(best, raw);
            lastPositive = raw >= 0 ? raw : lastPositive;
        }

        return new EpisodeScore(Points * best, Points * final, Points * lastPositive);
    }

    private static IEnumerable<double> RawScores(IEnumerable<double> rewards)
    {
        double sum = 0;
        foreach (var reward in rewards)
        {
            sum += reward;
            yield return Math.Round(sum, Digits);
        }
    }
}

/// <summary>What results on ScienceWorld show beside success and return, each under a name of its own.</summary>
public static class ScienceWorldMeasures
{
    /// <summary>The measures, in points.</summary>
    public static ImmutableArray<Measure> All { get; } =
    [
        new("best score", "100 × the highest raw score of an episode, 0..100; its mean is the 'average reward' of ETO and EEF", trajectory => EpisodeScore.Of(trajectory).Best),
        new("final score", "100 × the last raw score, −100..100: −100 for a failed task", trajectory => EpisodeScore.Of(trajectory).Final),
        new("final score ≥ 0", "the final score with a failed task as 0", trajectory => EpisodeScore.Of(trajectory).FinalFloored),
        new("score before failure", "the final score, or the last one before the task failed: SwiftSage's", trajectory => EpisodeScore.Of(trajectory).LastPositive),
    ];
}
