using System.Collections.Immutable;
using Gleaner.Evaluation;

namespace Gleaner.ScienceWorld.Scoring;

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
