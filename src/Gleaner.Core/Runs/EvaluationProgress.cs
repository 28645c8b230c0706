using Gleaner.Evaluation;

namespace Gleaner.Runs;

/// <summary>What the observer is told of an evaluation.</summary>
internal static class EvaluationProgress
{
    public static StageProgress ToProgress(this SplitEvaluation result) =>
        new(result.Tasks, result.Tasks) { Positives = result.Wins, MeanReturn = result.Score, Failed = result.Failed, Stops = result.Stops };
}
