using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Softmax of single rows. A row's result depends on its values and its count alone: sums run in eight lanes from the row's
/// start. Rows have room up to the next multiple of 8 floats; the room past the count is overwritten.
/// </summary>
internal static unsafe class Softmax
{
    /// <summary>row ← e^(scale · (row − max)); what follows the count up to a multiple of 8 becomes 0.</summary>
    /// <returns>The sum of the exponentials, and the largest value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Sum, float Max) Exponentiate(float* row, int count, float scale)
    {
        for (var i = count; i % 8 != 0; i++)
        {
            row[i] = float.NegativeInfinity;
        }

        var largest = Vector256.Load(row);
        for (var i = 8; i < count; i += 8)
        {
            largest = Vector256.MaxNative(largest, Vector256.Load(row + i));
        }

        var max = VectorMath.Max(largest);
        Vector256<float> shift = Vector256.Create(max), factor = Vector256.Create(scale), sum = default;
        var j = 0;
        for (; Vector512.IsHardwareAccelerated && j + 16 <= count; j += 16)
        {
            var e = VectorMath.Exp((Vector512.Load(row + j) - Vector512.Create(max)) * Vector512.Create(scale));
            sum += e.GetLower();
            sum += e.GetUpper();
            e.Store(row + j);
        }

        for (; j < count; j += 8)
        {
            var e = VectorMath.Exp((Vector256.Load(row + j) - shift) * factor);
            sum += e;
            e.Store(row + j);
        }

        return (VectorMath.Sum(sum), max);
    }

    /// <summary>row ← factor · row, over the count rounded up to a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* row, int count, float factor)
    {
        var by = Vector256.Create(factor);
        var j = 0;
        for (; Vector512.IsHardwareAccelerated && j + 16 <= count; j += 16)
        {
            (Vector512.Load(row + j) * Vector512.Create(factor)).Store(row + j);
        }

        for (; j < count; j += 8)
        {
            (Vector256.Load(row + j) * by).Store(row + j);
        }
    }

    /// <summary>
    /// A query's attention: the first <paramref name="count"/> scores become probabilities, those from there up to
    /// <paramref name="width"/>, of positions after the query, 0.
    /// </summary>
    public static void Causal(float* row, int count, int width, float scale)
    {
        var (sum, _) = Exponentiate(row, count, scale);
        Scale(row, count, 1 / sum);
        if (width > count)
        {
            new Span<float>(row + count, width - count).Clear();
        }
    }
}

/// <summary>Softmax and negative log-likelihood in one.</summary>
internal static unsafe class CrossEntropy
{
    /// <summary>
    /// Turns a row of logits into the gradient of weight · −log softmax(logits)[target]. The row has room up to the next
    /// multiple of 8 floats.
    /// </summary>
    /// <returns>−log softmax(logits)[target], not weighted.</returns>
    public static double LossAndGradient(float* logits, int count, int target, float weight)
    {
        var chosen = logits[target];
        var (sum, max) = Softmax.Exponentiate(logits, count, 1);
        Softmax.Scale(logits, count, weight / sum);
        logits[target] -= weight;
        return Math.Log(sum) - ((double)chosen - max);
    }

    /// <summary>−log softmax(logits)[target]; the row is overwritten.</summary>
    public static double Loss(float* logits, int count, int target)
    {
        var chosen = logits[target];
        var (sum, max) = Softmax.Exponentiate(logits, count, 1);
        return Math.Log(sum) - ((double)chosen - max);
    }
}
