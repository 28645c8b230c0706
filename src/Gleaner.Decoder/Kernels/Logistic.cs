namespace Gleaner.Decoder.Kernels;

/// <summary>The logistic function and its logarithm in float64, without overflow or loss of small values at either end.</summary>
internal static class Logistic
{
    /// <summary>σ(x) = 1 / (1 + e^−x).</summary>
    public static double Sigmoid(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /// <summary>log σ(x) = min(x, 0) − log(1 + e^−|x|).</summary>
    public static double LogSigmoid(double x) => Math.Min(x, 0) - LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>log(1 + y) for y in [0, 1]; the quotient corrects what rounding 1 + y loses (Kahan, in Higham 2002, section 1.14).</summary>
    private static double LogOnePlus(double y)
    {
        double u = 1 + y;
        return u == 1 ? y : Math.Log(u) * (y / (u - 1));
    }
}
