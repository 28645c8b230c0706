namespace Gleaner.Evaluation;

/// <summary>Student's t distribution (W. S. Gosset 1908).</summary>
internal static class StudentT
{
    // The continued fraction gains several digits a term.
    private const int MostTerms = 500;
    private const double Smallest = 1e-300;

    /// <summary>The t with P(|T| ≤ t) = <paramref name="level"/>: the factor of a two-sided interval.</summary>
    /// <param name="level">In (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double TwoSidedQuantile(double level, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        var (low, high) = (0.0, 1.0);
        while (TwoSidedTail(high, degrees) > 1 - level)
        {
            high *= 2;
        }

        // Bisection down to the last bit: no derivative, no start value, no way to miss.
        for (var middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            (low, high) = TwoSidedTail(middle, degrees) > 1 - level ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>P(|T| > t) = I_x(ν/2, 1/2) with x = ν / (ν + t²), the regularised incomplete beta function.</summary>
    /// <param name="t">Not negative.</param>
    /// <param name="degrees">ν, at least 1.</param>
    public static double TwoSidedTail(double t, int degrees) =>
        double.IsPositiveInfinity(t) ? 0 : RegularizedBeta(degrees / (degrees + (t * t)), degrees / 2.0, 0.5);

    private static double RegularizedBeta(double x, double a, double b)
    {
        if (x is 0 or 1)
        {
            return x;
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LogBeta(a, b));
        // The fraction converges fast on this side of the mean; on the other by I_x(a, b) = 1 − I_(1−x)(b, a).
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(1 - x, b, a) / b);
    }

    // Lentz's evaluation of the continued fraction DLMF 8.17.22.
    private static double Fraction(double x, double a, double b)
    {
        var (c, d) = (1.0, Invert(1 - ((a + b) * x / (a + 1))));
        var result = d;
        for (var m = 1; m <= MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            (c, d) = (Guard(1 + (even / c)), Invert(1 + (even * d)));
            result *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            (c, d) = (Guard(1 + (odd / c)), Invert(1 + (odd * d)));
            result *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-16)
            {
                break;
            }
        }

        return result;

        static double Guard(double value) => Math.Abs(value) < Smallest ? Smallest : value;

        static double Invert(double value) => 1 / Guard(value);
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    // Stirling's series (DLMF 5.11.1) after shifting x above 10, where its first omitted term is below 1e-16.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 10; x++)
        {
            shift -= Math.Log(x);
        }

        var (inverse, square) = (1 / x, 1 / (x * x));
        var series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680)
            - (square * ((1.0 / 1188) - (square * (691.0 / 360360)))))))))));
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }
}
