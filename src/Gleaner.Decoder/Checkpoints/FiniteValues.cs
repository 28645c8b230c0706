using System.Globalization;
using System.Numerics;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>Refuses weights that are not finite where they are read: later they are a loss that is not a number, and nobody knows why.</summary>
internal static class FiniteValues
{
    /// <summary>Checks consecutive values of a tensor.</summary>
    /// <param name="file">The file that they are from.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="first">Index of the first of them.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="CheckpointException">One is not finite.</exception>
    public static void Check(string file, string tensor, int first, ReadOnlySpan<float> values)
    {
        if (IndexOfOther(values) is >= 0 and var at)
        {
            throw new CheckpointException(
                file, string.Create(CultureInfo.InvariantCulture, $"the tensor '{tensor}' holds {values[at]} at index {first + at}, and weights must be finite"));
        }
    }

    /// <summary>Index of the first value that is NaN or infinite, or −1.</summary>
    internal static int IndexOfOther(ReadOnlySpan<float> values)
    {
        var at = 0;
        for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            // A finite number less itself is 0, any other is NaN.
            var vector = new Vector<float>(values[at..]);
            if (!Vector.EqualsAll(vector - vector, Vector<float>.Zero))
            {
                break;
            }
        }

        for (; at < values.Length; at++)
        {
            if (!float.IsFinite(values[at]))
            {
                return at;
            }
        }

        return -1;
    }
}
