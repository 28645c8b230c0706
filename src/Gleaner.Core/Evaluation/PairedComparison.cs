using Gleaner.Randomness;

namespace Gleaner.Evaluation;

/// <summary>
/// Two policies on the same tasks. The bootstrap resamples seeds and groups of tasks and keeps each task's results together, so that
/// what makes a task hard for both cancels out.
/// </summary>
public sealed record PairedComparison
{
    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Win rate of the first minus win rate of the second, −1 to 1.</summary>
    public required Interval WinRateDifference { get; init; }

    /// <summary>Mean return of the first minus that of the second.</summary>
    public required Interval ScoreDifference { get; init; }

    /// <summary>The win rate difference again with Student's t interval over seeds; null with one seed.</summary>
    public Interval? OverSeeds { get; init; }

    /// <summary>Two-sided p-value of no difference in win rate, by the same bootstrap as the interval.</summary>
    public required double PValue { get; init; }

    /// <summary>The smallest true difference in win rate that such a comparison finds with a chance of 80 %.</summary>
    public required double MinimumDetectable { get; init; }

    /// <summary>Tasks that only the first won; with several seeds, pairs of task and seed.</summary>
    public required int OnlyFirst { get; init; }

    /// <summary>Tasks that only the second won; with several seeds, pairs of task and seed.</summary>
    public required int OnlySecond { get; init; }

    /// <summary>
    /// Exact two-sided McNemar p-value; null with several seeds, whose results on one task are not independent of each other.
    /// </summary>
    public required double? McNemarP { get; init; }

    /// <summary>Compares two evaluations of the same split.</summary>
    /// <exception cref="GleanerException">The evaluations are of different tasks.</exception>
    public static PairedComparison Of(SplitEvaluation first, SplitEvaluation second, Seed seed) => Of([first], [second], seed);

    /// <summary>Compares two policies that were trained under several seeds: the means over seeds, task by task.</summary>
    /// <param name="first">The first policy's evaluations, one a seed.</param>
    /// <param name="second">The second policy's, under the same seeds in the same order.</param>
    /// <param name="seed">The seed of the bootstrap.</param>
    /// <param name="groups">Which group of tasks that share content each task is in; null for each task by itself.</param>
    /// <exception cref="GleanerException">The evaluations are of different tasks, none at all, or of different numbers of seeds.</exception>
    public static PairedComparison Of(
        IReadOnlyList<SplitEvaluation> first, IReadOnlyList<SplitEvaluation> second, Seed seed, IReadOnlyList<int>? groups = null) =>
        OfAll([(first, second)], seed, groups)[0];

    /// <summary>Compares many pairs of policies on the same tasks, each as <see cref="Of(IReadOnlyList{SplitEvaluation}, IReadOnlyList{SplitEvaluation}, Seed, IReadOnlyList{int}?)"/> would, by one resampling.</summary>
    /// <param name="pairs">Both policies' evaluations, one a seed, of equally many seeds in all pairs.</param>
    /// <param name="seed">The seed of the bootstrap.</param>
    /// <param name="groups">Which group of tasks that share content each task is in; null for each task by itself.</param>
    /// <returns>One for each pair.</returns>
    /// <exception cref="GleanerException">The evaluations are of different tasks, none at all, or of different numbers of seeds.</exception>
    public static IReadOnlyList<PairedComparison> OfAll(
        IReadOnlyList<(IReadOnlyList<SplitEvaluation> First, IReadOnlyList<SplitEvaluation> Second)> pairs, Seed seed, IReadOnlyList<int>? groups = null)
    {
        RequireSameTasks(pairs);
        var wins = pairs.Select(pair => Differences(pair, (evaluation, item) => evaluation.IsWon(item) ? 1 : 0)).ToList();
        var scores = pairs.Select(pair => Differences(pair, (_, item) => item.Return));
        var resampled = CrossedBootstrap.OfAll([.. wins, .. scores], groups ?? [], seed);
        return [.. pairs.Select((pair, index) => Of(pair.First[0].Tasks, wins[index], resampled[index], resampled[pairs.Count + index].Mean))];
    }

    private static PairedComparison Of(int tasks, IReadOnlyList<double[]> wins, CrossedBootstrap winRates, Interval scores)
    {
        var (onlyFirst, onlySecond) = (wins.Sum(row => row.Count(difference => difference > 0)), wins.Sum(row => row.Count(difference => difference < 0)));
        return new PairedComparison
        {
            Tasks = tasks,
            WinRateDifference = winRates.Mean,
            ScoreDifference = scores,
            OverSeeds = wins.Count < 2 ? null : Intervals.StudentT([.. wins.Select(row => row.DefaultIfEmpty().Average())]),
            PValue = winRates.PValue,
            MinimumDetectable = MultipleComparisons.MinimumDetectableEffect(winRates.StandardError),
            OnlyFirst = onlyFirst,
            OnlySecond = onlySecond,
            McNemarP = wins.Count == 1 ? McNemar.PValue(onlyFirst, onlySecond) : null,
        };
    }

    private static List<double[]> Differences(
        (IReadOnlyList<SplitEvaluation> First, IReadOnlyList<SplitEvaluation> Second) pair, Func<SplitEvaluation, TaskReturn, double> value) =>
    [
        .. pair.First.Zip(pair.Second, (first, second) =>
            first.Returns.Zip(second.Returns, (a, b) => value(first, a) - value(second, b)).ToArray()),
    ];

    private static void RequireSameTasks(IReadOnlyList<(IReadOnlyList<SplitEvaluation> First, IReadOnlyList<SplitEvaluation> Second)> pairs)
    {
        foreach (var (first, second) in pairs)
        {
            if (first.Count == 0 || first.Count != second.Count || first.Count != pairs[0].First.Count)
            {
                throw new GleanerException($"A paired comparison needs the same seeds on both sides, but there are {first.Count} and {second.Count}.");
            }

            if (first.Concat(second).FirstOrDefault(evaluation => evaluation.SplitHash != pairs[0].First[0].SplitHash) is { } other)
            {
                var expected = pairs[0].First[0];
                throw new GleanerException(
                    $"A paired comparison needs the same tasks: split '{expected.Split}' ({expected.SplitHash}) is not '{other.Split}' ({other.SplitHash}).");
            }
        }
    }
}
