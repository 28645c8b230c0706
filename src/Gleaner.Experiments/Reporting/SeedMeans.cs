using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Reports.Model;

namespace Gleaner.Experiments.Reporting;

/// <summary>Results on a split as means over seeds, with 95 % intervals.</summary>
internal static class SeedMeans
{
    /// <summary>
    /// Wilson's interval for the win rate of one seed on tasks that share nothing; else a bootstrap over seeds and groups of tasks, as
    /// seeds share their tasks. Scores: always the bootstrap.
    /// </summary>
    /// <param name="split">The split's name.</param>
    /// <param name="evaluations">One a seed, all of the same tasks; at least one.</param>
    /// <param name="groups">The group of each task; empty where tasks share nothing.</param>
    public static SplitResult Of(string split, IReadOnlyList<SplitEvaluation> evaluations, IReadOnlyList<int> groups)
    {
        // A fixed seed: the same results always print the same intervals.
        var seed = new Seed(0).Derive(split);
        var resampled = CrossedBootstrap.OfAll(
            [Rows(evaluations, (evaluation, item) => evaluation.IsWon(item) ? 1 : 0), Rows(evaluations, (_, item) => item.Return)], groups, seed);
        return new SplitResult
        {
            Split = split,
            Tasks = evaluations[0].Tasks,
            Groups = groups.Count == 0 ? null : groups.Distinct().Count(),
            Wins = evaluations.Average(evaluation => evaluation.Wins),
            WinRate = ToEstimate(WinRate(evaluations, groups, resampled[0].Mean)),
            Score = ToEstimate(resampled[1].Mean),
            Measures = [.. Measures(evaluations), .. Repeated(evaluations)],
        };
    }

    /// <summary>What further rollouts at a temperature are told by: names with their meanings.</summary>
    public static IEnumerable<MeasureInfo> MeasuresOfRepeats(int rollouts, double temperature) =>
    [
        new("pass@1", FormattableString.Invariant($"Share of {rollouts} rollouts at temperature {temperature} that were won, in %.")),
        .. rollouts < 2
            ? Enumerable.Empty<MeasureInfo>()
            :
            [
                new($"pass@{rollouts}", $"Share of tasks that at least one of {rollouts} such rollouts won, in %."),
                new($"pass^{rollouts}", $"Share of tasks that all of {rollouts} such rollouts won, in %."),
            ],
    ];

    public static Estimate ToEstimate(Interval interval) => new(interval.Value, interval.Low, interval.High);

    private static Interval WinRate(IReadOnlyList<SplitEvaluation> evaluations, IReadOnlyList<int> groups, Interval resampled)
    {
        if (evaluations is [var only] && groups.Count == 0)
        {
            return Intervals.Wilson(only.Wins, only.Tasks);
        }

        // Where all tasks were won, or none, no resampling can show any chance: as many trials as there are groups say what they can.
        var all = evaluations[0].Tasks * evaluations.Count;
        var trials = groups.Count == 0 ? evaluations[0].Tasks : groups.Distinct().Count();
        return evaluations.Sum(evaluation => evaluation.Wins) switch
        {
            0 => Intervals.Wilson(0, trials),
            var wins when wins == all => Intervals.Wilson(trials, trials),
            _ => resampled,
        };
    }

    private static List<double[]> Rows(IReadOnlyList<SplitEvaluation> evaluations, Func<SplitEvaluation, TaskReturn, double> value) =>
        [.. evaluations.Select(evaluation => evaluation.Returns.Select(item => value(evaluation, item)).ToArray())];

    private static IEnumerable<MeasureValue> Measures(IReadOnlyList<SplitEvaluation> evaluations) =>
        evaluations.All(evaluation => evaluation.Measures is not null)
            ? evaluations[0].Measures!.Keys.Select(name => new MeasureValue(name, evaluations.Average(evaluation => evaluation.Measures![name])))
            : [];

    private static IEnumerable<MeasureValue> Repeated(IReadOnlyList<SplitEvaluation> evaluations)
    {
        if (evaluations.Any(evaluation => evaluation.Repeated is null))
        {
            yield break;
        }

        var rollouts = evaluations[0].Repeated!.Rollouts;
        double[] values = [Mean(trials => trials.PassAt(1)), Mean(trials => trials.PassAt(rollouts)), Mean(trials => trials.PassHat(rollouts))];
        foreach (var (measure, value) in MeasuresOfRepeats(rollouts, evaluations[0].Repeated!.Temperature).Zip(values))
        {
            yield return new MeasureValue(measure.Name, 100 * value);
        }

        double Mean(Func<RepeatedTrials, double> value) => evaluations.Average(evaluation => value(evaluation.Repeated!));
    }
}
