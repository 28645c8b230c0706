using Gleaner.Randomness;

namespace Gleaner.Evaluation;

/// <summary>
/// The mean of a table of values by seed and task, with what resampling says of it. Seeds are drawn with replacement, and so are
/// groups of tasks that share content; a draw keeps whole rows and whole groups together (the pigeonhole bootstrap of two crossed
/// factors, A. B. Owen 2007). Tasks of one product, or runs of one seed, are not independent, and counting them as if they were makes
/// intervals too narrow.
/// </summary>
public sealed record CrossedBootstrap
{
    private CrossedBootstrap(Interval mean, double standardError, double pValue) =>
        (Mean, StandardError, PValue) = (mean, standardError, pValue);

    /// <summary>The mean over all values with its percentile interval.</summary>
    public Interval Mean { get; }

    /// <summary>The standard deviation of the resampled means.</summary>
    public double StandardError { get; }

    /// <summary>
    /// Two-sided p-value of a mean of 0: twice the smaller share of resampled means on either side of 0, each count plus one
    /// (Davison and Hinkley 1997, 4.2); 1 where all values are 0. It is at most 5 % where the interval leaves 0 out.
    /// </summary>
    public double PValue { get; }

    /// <summary>Resamples.</summary>
    /// <param name="values">One row a seed, of equal lengths: one value a task. With one seed only groups are resampled.</param>
    /// <param name="groups">Which group each task is in, by any numbers; empty for each task by itself.</param>
    /// <param name="seed">The seed of the resampling.</param>
    /// <exception cref="ArgumentException">There is no row, or lengths differ.</exception>
    public static CrossedBootstrap Of(IReadOnlyList<double[]> values, IReadOnlyList<int> groups, Seed seed)
    {
        if (values.Count == 0 || values.Any(row => row.Length != values[0].Length) || (groups.Count > 0 && groups.Count != values[0].Length))
        {
            throw new ArgumentException("There must be a row for each seed, all of one length, and a group for each task or none.", nameof(values));
        }

        if (values[0].Length == 0)
        {
            return new CrossedBootstrap(default, 0, 1);
        }

        var (sums, sizes) = SumByGroup(values, groups);
        var random = seed.Derive("crossed bootstrap").ToStream();
        var means = new double[Intervals.Resamples];
        for (var resample = 0; resample < means.Length; resample++)
        {
            means[resample] = ResampledMean(sums, sizes, random);
        }

        var mean = values.Average(row => row.Average());
        var center = means.Average();
        var error = Math.Sqrt(means.Sum(value => (value - center) * (value - center)) / (means.Length - 1));
        var (below, above) = (means.Count(value => value <= 0), means.Count(value => value >= 0));
        var p = Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (means.Length + 1));
        return new CrossedBootstrap(Intervals.Percentile(mean, means), error, p);
    }

    // Within a draw only sums over groups matter.
    private static (double[][] Sums, int[] Sizes) SumByGroup(IReadOnlyList<double[]> values, IReadOnlyList<int> groups)
    {
        var places = groups.Distinct().Select((group, place) => (group, place)).ToDictionary(item => item.group, item => item.place);
        var of = groups.Count == 0 ? Enumerable.Range(0, values[0].Length).ToArray() : [.. groups.Select(group => places[group])];
        var sizes = new int[of.Max() + 1];
        Array.ForEach(of, group => sizes[group]++);
        var sums = values.Select(row =>
        {
            var byGroup = new double[sizes.Length];
            for (var task = 0; task < row.Length; task++)
            {
                byGroup[of[task]] += row[task];
            }

            return byGroup;
        });
        return ([.. sums], sizes);
    }

    private static double ResampledMean(double[][] sums, int[] sizes, RandomStream random)
    {
        var rows = new int[sums.Length];
        for (var draw = 0; draw < rows.Length; draw++)
        {
            rows[draw] = sums.Length == 1 ? 0 : random.Next(sums.Length);
        }

        var (total, tasks) = (0.0, 0L);
        for (var draw = 0; draw < sizes.Length; draw++)
        {
            var group = random.Next(sizes.Length);
            tasks += sizes[group];
            foreach (var row in rows)
            {
                total += sums[row][group];
            }
        }

        return total / (tasks * rows.Length);
    }
}
