using Gleaner.Randomness;

namespace Gleaner.Evaluation;

/// <summary>
/// Two policies on the same tasks. The bootstrap resamples tasks and keeps each task's results together, so that what makes a
/// task hard for both cancels out.
/// </summary>
public sealed record PairedComparison
{
    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Win rate of the first minus win rate of the second, −1 to 1.</summary>
    public required Interval WinRateDifference { get; init; }

    /// <summary>Mean return of the first minus that of the second.</summary>
    public required Interval ScoreDifference { get; init; }

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
    /// <exception cref="GleanerException">The evaluations are of different tasks, none at all, or of different numbers of seeds.</exception>
    public static PairedComparison Of(IReadOnlyList<SplitEvaluation> first, IReadOnlyList<SplitEvaluation> second, Seed seed)
    {
        RequireSameTasks(first, second);
        var pairs = first.Zip(second).ToList();
        var tasks = first[0].Tasks;
        var (wins, scores) = (new double[tasks], new double[tasks]);
        int onlyFirst = 0, onlySecond = 0;
        for (var task = 0; task < tasks; task++)
        {
            foreach (var (a, b) in pairs)
            {
                var (wonByA, wonByB) = (a.IsWon(a.Returns[task]), b.IsWon(b.Returns[task]));
                onlyFirst += wonByA && !wonByB ? 1 : 0;
                onlySecond += wonByB && !wonByA ? 1 : 0;
                wins[task] += ((wonByA ? 1.0 : 0) - (wonByB ? 1 : 0)) / pairs.Count;
                scores[task] += (a.Returns[task].Return - b.Returns[task].Return) / pairs.Count;
            }
        }

        return new PairedComparison
        {
            Tasks = tasks,
            WinRateDifference = Intervals.BootstrapMean(wins, seed),
            ScoreDifference = Intervals.BootstrapMean(scores, seed),
            OnlyFirst = onlyFirst,
            OnlySecond = onlySecond,
            McNemarP = pairs.Count == 1 ? McNemar.PValue(onlyFirst, onlySecond) : null,
        };
    }

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
