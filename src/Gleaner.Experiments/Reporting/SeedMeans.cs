using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Reports.Model;

namespace Gleaner.Experiments.Reporting;

/// <summary>Results on a split as means over seeds, with 95 % intervals over tasks.</summary>
internal static class SeedMeans
{
    /// <summary>
    /// One seed: Wilson's interval for the win rate. Several: a bootstrap over tasks of the means over seeds, as seeds share their
    /// tasks. Scores: always the bootstrap.
    /// </summary>
    /// <param name="split">The split's name.</param>
    /// <param name="evaluations">One a seed, all of the same tasks; at least one.</param>
    public static SplitResult Of(string split, IReadOnlyList<SplitEvaluation> evaluations)
    {
        var tasks = evaluations[0].Tasks;
        var wins = new double[tasks];
        var scores = new double[tasks];
        foreach (var evaluation in evaluations)
        {
            for (var task = 0; task < tasks; task++)
            {
                wins[task] += (evaluation.IsWon(evaluation.Returns[task]) ? 1.0 : 0) / evaluations.Count;
                scores[task] += evaluation.Returns[task].Return / evaluations.Count;
            }
        }

        // A fixed seed: the same results always print the same intervals.
        var seed = new Seed(0).Derive(split);
        return new SplitResult
        {
            Split = split,
            Tasks = tasks,
            Wins = evaluations.Average(evaluation => evaluation.Wins),
            WinRate = ToEstimate(evaluations is [var only] ? Intervals.Wilson(only.Wins, only.Tasks) : Intervals.BootstrapMean(wins, seed)),
            Score = ToEstimate(Intervals.BootstrapMean(scores, seed)),
            Measures = [.. Measures(evaluations)],
        };
    }

    private static IEnumerable<MeasureValue> Measures(IReadOnlyList<SplitEvaluation> evaluations) =>
        evaluations.All(evaluation => evaluation.Measures is not null)
            ? evaluations[0].Measures!.Keys.Select(name => new MeasureValue(name, evaluations.Average(evaluation => evaluation.Measures![name])))
            : [];

    public static Estimate ToEstimate(Interval interval) => new(interval.Value, interval.Low, interval.High);
}
