namespace Gleaner.Evaluation;

/// <summary>The standard normal distribution.</summary>
internal static class StandardNormal
{
    // Beyond this the probability is 0 or 1 to within 1e-15.
    private const double Farthest = 8;

    /// <summary>Φ(x), by its Taylor series around 0 (G. Marsaglia, Evaluating the normal distribution, 2004).</summary>
    public static double Cdf(double x)
    {
        if (Math.Abs(x) >= Farthest)
        {
            return x > 0 ? 1 : 0;
        }

        var (sum, term) = (x, x);
        for (var i = 3; sum + term != sum; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
