using System.Globalization;
using Gleaner.ScienceWorld.Scoring;

namespace Gleaner.ScienceWorld.Tests.Scoring;

/// <summary>Mean scores of many episodes, in points, by the names of <see cref="EpisodeScore"/>.</summary>
/// <param name="Episodes">How many.</param>
/// <param name="Best">Mean of the best scores: ETO's and EEF's "average reward".</param>
/// <param name="Final">Mean of the final scores, failures as −100.</param>
/// <param name="FinalFloored">Mean of the final scores, failures as 0.</param>
/// <param name="LastPositive">Mean of the last scores that were not negative: SwiftSage's.</param>
/// <param name="Completed">Share of episodes that ended with the task done, 0..1.</param>
internal sealed record ScoreSummary(int Episodes, double Best, double Final, double FinalFloored, double LastPositive, double Completed)
{
    /// <summary>Means over episodes; all 0 if there is none.</summary>
    public static ScoreSummary Of(IReadOnlyCollection<EpisodeScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Count == 0
            ? new ScoreSummary(0, 0, 0, 0, 0, 0)
            : new ScoreSummary(
                scores.Count,
                scores.Average(score => score.Best),
                scores.Average(score => score.Final),
                scores.Average(score => score.FinalFloored),
                scores.Average(score => score.LastPositive),
                scores.Average(score => score.IsCompleted ? 1.0 : 0.0));
    }

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Episodes} episodes: best score {Best:0.0} (ETO, EEF), final {Final:0.0}, final floored at 0 {FinalFloored:0.0}, "
        + $"last before a failure {LastPositive:0.0} (SwiftSage), {Completed:P1} completed");
}
