using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>Copies and sums of whole rows. Widths are multiples of 8.</summary>
internal static unsafe class Rows
{
    /// <summary>to[i] = from[indices[i]].</summary>
    public static void Gather(int count, int width, float* from, int* indices, float* to)
    {
        for (var i = 0; i < count; i++)
        {
            Copy(width, from + ((nint)indices[i] * width), to + ((nint)i * width));
        }
    }

    /// <summary>to[indices[i]] += from[i], in the order of i.</summary>
    public static void ScatterAdd(int count, int width, float* from, int* indices, float* to)
    {
        for (var i = 0; i < count; i++)
        {
            Add(width, from + ((nint)i * width), to + ((nint)indices[i] * width));
        }
    }

    /// <summary>Adds one row to each.</summary>
    public static void AddToEach(int count, int width, float* row, float* to)
    {
        for (var i = 0; i < count; i++)
        {
            Add(width, row, to + ((nint)i * width));
        }
    }

    /// <summary>sum += Σ from[i], in the order of i.</summary>
    public static void AddSum(int count, int width, float* from, float* sum)
    {
        for (var i = 0; i < count; i++)
        {
            Add(width, from + ((nint)i * width), sum);
        }
    }

    public static void Copy(int length, float* from, float* to) => new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));

    /// <summary>to += from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(int length, float* from, float* to)
    {
        for (var j = 0; j < length; j += 8)
        {
            (Vector256.Load(to + j) + Vector256.Load(from + j)).Store(to + j);
        }
    }
}
