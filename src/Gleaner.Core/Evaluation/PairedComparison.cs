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
        IReadOnlyList<SplitEvaluation> first, IReadOnlyList<SplitEvaluation> second, Seed seed, IReadOnlyList<int>? groups = null)
    {
        RequireSameTasks(first, second);
        var pairs = first.Zip(second).ToList();
        var wins = pairs.ConvertAll(pair => Differences(pair, (evaluation, item) => evaluation.IsWon(item) ? 1 : 0));
        var scores = pairs.ConvertAll(pair => Differences(pair, (_, item) => item.Return));
        var (onlyFirst, onlySecond) = (wins.Sum(row => row.Count(difference => difference > 0)), wins.Sum(row => row.Count(difference => difference < 0)));
        var winRates = CrossedBootstrap.Of(wins, groups ?? [], seed);
        return new PairedComparison
        {
            Tasks = first[0].Tasks,
            WinRateDifference = winRates.Mean,
            ScoreDifference = CrossedBootstrap.Of(scores, groups ?? [], seed).Mean,
            OverSeeds = pairs.Count < 2 ? null : Intervals.StudentT([.. wins.Select(row => row.DefaultIfEmpty().Average())]),
            PValue = winRates.PValue,
            MinimumDetectable = MultipleComparisons.MinimumDetectableEffect(winRates.StandardError),
            OnlyFirst = onlyFirst,
            OnlySecond = onlySecond,
            McNemarP = pairs.Count == 1 ? McNemar.PValue(onlyFirst, onlySecond) : null,
        };
    }

    private static double[] Differences((SplitEvaluation First, SplitEvaluation Second) pair, Func<SplitEvaluation, TaskReturn, double> value) =>
        [.. pair.First.Returns.Zip(pair.Second.Returns, (first, second) => value(pair.First, first) - value(pair.Second, second))];

    private static void RequireSameTasks(IReadOnlyList<SplitEvaluation> first, IReadOnlyList<SplitEvaluation> second)
    {
        if (first.Count == 0 || first.Count != second.Count)
        {
            throw new GleanerException($"A paired comparison needs the same seeds on both sides, but there are {first.Count} and {second.Count}.");
        }

        if (first.Concat(second).FirstOrDefault(evaluation => evaluation.SplitHash != first[0].SplitHash) is { } other)
        {
            throw new GleanerException(
                $"A paired comparison needs the same tasks: split '{first[0].Split}' ({first[0].SplitHash}) is not '{other.Split}' ({other.SplitHash}).");
        }
    }
}
