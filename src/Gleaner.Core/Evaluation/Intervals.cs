using Gleaner.Randomness;

namespace Gleaner.Evaluation;

/// <summary>95 % confidence intervals.</summary>
public static class Intervals
{
    /// <summary>The level of all intervals.</summary>
    public const double Level = 0.95;

    /// <summary>Resamples of every bootstrap.</summary>
    public const int Resamples = 10_000;

    // The 97.5 % quantile of the standard normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval for a rate (E. B. Wilson 1927), good for small counts and rates near 0 and 1.</summary>
    /// <param name="successes">In 0..<paramref name="trials"/>.</param>
    /// <param name="trials">Not negative; with none the interval is [0, 1] around 0.</param>
    public static Interval Wilson(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
        {
            return new Interval(0, 0, 1);
        }

        double n = trials, p = successes / n;
        var centre = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        // At rates of 0 and 1 one end is the rate itself; rounding must not put it beyond.
        return new Interval(p, successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }

    /// <summary>
    /// Student's t interval for the mean of independent values, such as one result a seed: mean ± t₀.₉₇₅,ₙ₋₁ · s / √n. With three
    /// seeds the factor is 4.3: a bootstrap over so few is too narrow.
    /// </summary>
    /// <param name="values">At least two.</param>
    public static Interval StudentT(IReadOnlyCollection<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 2);
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        var half = Evaluation.StudentT.TwoSidedQuantile(Level, values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>Percentile bootstrap interval for the mean (Efron 1979).</summary>
    /// <param name="values">The sample; with no value the result is 0.</param>
    /// <param name="seed">The seed of the resampling.</param>
    public static Interval BootstrapMean(ReadOnlySpan<double> values, Seed seed)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var random = seed.Derive("bootstrap").ToStream();
        var means = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < values.Length; draw++)
            {
                sum += values[random.Next(values.Length)];
            }

            means[resample] = sum / values.Length;
        }

        var total = 0.0;
        foreach (var value in values)
        {
            total += value;
        }

        return Percentile(total / values.Length, means);
    }

    /// <summary>The interval between the 2.5 % and 97.5 % quantiles of a bootstrap's estimates, which are sorted in place.</summary>
    internal static Interval Percentile(double value, Span<double> estimates)
    {
        estimates.Sort();
        return new Interval(value, Quantile(estimates, (1 - Level) / 2), Quantile(estimates, (1 + Level) / 2));
    }

    /// <summary>Quantile with linear interpolation between order statistics (Hyndman and Fan's type 7, NumPy's default).</summary>
    internal static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
