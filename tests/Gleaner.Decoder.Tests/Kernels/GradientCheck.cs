using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Tests.Kernels;

/// <summary>Compares a hand-written gradient with central differences of the forward pass, in the scalar loss Σ coefficient · output.</summary>
internal static class GradientCheck
{
    private const float Step = 1e-2f;

    /// <summary>
    /// Checks every value of <paramref name="input"/>. <paramref name="forward"/> recomputes <paramref name="output"/> from
    /// the inputs. The tolerance is that of fp32 differences: 0.4 % of the largest derivative.
    /// </summary>
    public static void Check(string name, AlignedBuffer input, AlignedBuffer gradient, AlignedBuffer output, float[] coefficients, Action forward)
    {
        var expected = new double[input.Length];
        for (var i = 0; i < expected.Length; i++)
        {
            var kept = input.Span[i];
            input.Span[i] = kept + Step;
            var above = Loss();
            var up = input.Span[i];
            input.Span[i] = kept - Step;
            var below = Loss();
            expected[i] = (above - below) / ((double)up - input.Span[i]);
            input.Span[i] = kept;
        }

        forward();
        var largest = expected.Max(Math.Abs);
        largest.ShouldBeGreaterThan(0, name);
        for (var i = 0; i < expected.Length; i++)
        {
            ((double)gradient.Span[i]).ShouldBe(expected[i], 4e-3 * largest, $"{name}[{i}]");
        }

        double Loss()
        {
            forward();
            double loss = 0;
            for (var i = 0; i < coefficients.Length; i++)
            {
                loss += (double)coefficients[i] * output.Span[i];
            }

            return loss;
        }
    }
}
