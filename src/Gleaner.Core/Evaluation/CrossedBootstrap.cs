using System.Numerics;
using System.Runtime.InteropServices;
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
    public static CrossedBootstrap Of(IReadOnlyList<double[]> values, IReadOnlyList<int> groups, Seed seed) => OfAll([values], groups, seed)[0];

    /// <summary>
    /// Resamples several tables of the same seeds and tasks by the same draws: each gets what <see cref="Of(IReadOnlyList{double[]}, IReadOnlyList{int}, Seed)"/> would give it, at little
    /// more than the cost of one.
    /// </summary>
    /// <param name="tables">Each with one row a seed, of equal lengths: one value a task.</param>
    /// <param name="groups">Which group each task is in, by any numbers; empty for each task by itself.</param>
    /// <param name="seed">The seed of the resampling.</param>
    /// <returns>One for each table.</returns>
    /// <exception cref="ArgumentException">A table has no row, or lengths differ.</exception>
    public static IReadOnlyList<CrossedBootstrap> OfAll(IReadOnlyList<IReadOnlyList<double[]>> tables, IReadOnlyList<int> groups, Seed seed)
    {
        if (tables.Count == 0)
        {
            return [];
        }

        var rows = tables[0].Count;
        var tasks = rows == 0 ? 0 : tables[0][0].Length;
        if (rows == 0
            || tables.Any(table => table.Count != rows || table.Any(row => row.Length != tasks))
            || (groups.Count > 0 && groups.Count != tasks))
        {
            throw new ArgumentException("There must be a row for each seed, all of one length, and a group for each task or none.", nameof(tables));
        }

        return tasks == 0
            ? [.. tables.Select(_ => new CrossedBootstrap(default, 0, 1))]
            : [.. Resample(tables, groups, seed).Zip(tables, (means, table) => Of(table.Average(row => row.Average()), means))];
    }

    private static CrossedBootstrap Of(double mean, double[] means)
    {
        var center = means.Average();
        var error = Math.Sqrt(means.Sum(value => (value - center) * (value - center)) / (means.Length - 1));
        var (below, above) = (means.Count(value => value <= 0), means.Count(value => value >= 0));
        var p = Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (means.Length + 1));
        return new CrossedBootstrap(Intervals.Percentile(mean, means), error, p);
    }

    // The means of each table under all draws. Rows are drawn and added up first; after that a draw of a group costs one addition a table.
    private static double[][] Resample(IReadOnlyList<IReadOnlyList<double[]>> tables, IReadOnlyList<int> groups, Seed seed)
    {
        var (sums, sizes) = SumByGroup(tables, groups);
        var random = seed.Derive("crossed bootstrap").ToStream();
        var means = tables.Select(_ => new double[Intervals.Resamples]).ToArray();
        var (ofRows, totals) = (new double[sums[0].Length], new double[tables.Count]);
        for (var resample = 0; resample < Intervals.Resamples; resample++)
        {
            Array.Clear(ofRows);
            for (var draw = 0; draw < sums.Length; draw++)
            {
                Add(sums[sums.Length == 1 ? 0 : random.Next(sums.Length)], ofRows);
            }

            Array.Clear(totals);
            var tasks = 0L;
            for (var draw = 0; draw < sizes.Length; draw++)
            {
                var group = random.Next(sizes.Length);
                tasks += sizes[group];
                Add(ofRows.AsSpan(group * totals.Length, totals.Length), totals);
            }

            for (var table = 0; table < totals.Length; table++)
            {
                means[table][resample] = totals[table] / (tasks * sums.Length);
            }
        }

        return means;
    }

    // Within a draw only sums over groups matter. Shape of each seed's sums: [groups, tables].
    private static (double[][] Sums, int[] Sizes) SumByGroup(IReadOnlyList<IReadOnlyList<double[]>> tables, IReadOnlyList<int> groups)
    {
        var places = groups.Distinct().Select((group, place) => (group, place)).ToDictionary(item => item.group, item => item.place);
        var of = groups.Count == 0 ? Enumerable.Range(0, tables[0][0].Length).ToArray() : [.. groups.Select(group => places[group])];
        var sizes = new int[of.Max() + 1];
        Array.ForEach(of, group => sizes[group]++);
        var sums = tables[0].Select(_ => new double[sizes.Length * tables.Count]).ToArray();
        for (var table = 0; table < tables.Count; table++)
        {
            for (var row = 0; row < sums.Length; row++)
            {
                for (var task = 0; task < of.Length; task++)
                {
                    sums[row][(of[task] * tables.Count) + table] += tables[table][row][task];
                }
            }
        }

        return (sums, sizes);
    }

    private static void Add(ReadOnlySpan<double> values, Span<double> sums)
    {
        var whole = sums.Length - (sums.Length % Vector<double>.Count);
        var from = MemoryMarshal.Cast<double, Vector<double>>(values[..whole]);
        var to = MemoryMarshal.Cast<double, Vector<double>>(sums[..whole]);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }

        for (var i = whole; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }
}
