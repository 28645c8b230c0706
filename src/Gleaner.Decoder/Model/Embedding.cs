using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>The input of position t: x_t = e_t, or x_t = e_t + g · e_(t−1) with a smear g. A sequence's first token has none before it.</summary>
internal static unsafe class Embedding
{
    /// <summary>One input row.</summary>
    /// <param name="layout">Places of embedding and smear.</param>
    /// <param name="weights">Flat weights.</param>
    /// <param name="token">Id of the token.</param>
    /// <param name="before">Id of the token before it, or −1.</param>
    /// <param name="x">Receives the input row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ParameterLayout layout, float* weights, int token, int before, float* x)
    {
        var width = layout.Config.Width;
        Rows.Copy(width, weights + layout.Embedding + ((nint)token * width), x);
        if (before >= 0 && layout.Smear >= 0)
        {
            AddSmear(layout, weights, weights + layout.Embedding + ((nint)before * width), x);
        }
    }

    /// <summary>x += g · e_(t−1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSmear(ParameterLayout layout, float* weights, float* previous, float* x)
    {
        var scalar = layout.Config.Smear == SmearKind.Scalar;
        for (var j = 0; j < layout.Config.Width; j += 8)
        {
            var gain = Gain(weights + layout.Smear, scalar, j);
            Vector256.FusedMultiplyAdd(gain, Vector256.Load(previous + j), Vector256.Load(x + j)).Store(x + j);
        }
    }

    /// <summary>Adds the gradients of one row to the flat gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(ParameterLayout layout, float* weights, int token, int before, float* dx, float* gradient)
    {
        var width = layout.Config.Width;
        Rows.Add(width, dx, gradient + layout.Embedding + ((nint)token * width));
        if (before < 0 || layout.Smear < 0)
        {
            return;
        }

        var previous = weights + layout.Embedding + ((nint)before * width);
        var dPrevious = gradient + layout.Embedding + ((nint)before * width);
        var dSmear = gradient + layout.Smear;
        var scalar = layout.Config.Smear == SmearKind.Scalar;
        Vector256<float> product = default;
        for (var j = 0; j < width; j += 8)
        {
            Vector256<float> d = Vector256.Load(dx + j), gain = Gain(weights + layout.Smear, scalar, j);
            Vector256.FusedMultiplyAdd(gain, d, Vector256.Load(dPrevious + j)).Store(dPrevious + j);
            if (scalar)
            {
                product = Vector256.FusedMultiplyAdd(d, Vector256.Load(previous + j), product);
            }
            else
            {
                Vector256.FusedMultiplyAdd(d, Vector256.Load(previous + j), Vector256.Load(dSmear + j)).Store(dSmear + j);
            }
        }

        if (scalar)
        {
            *dSmear += VectorMath.Sum(product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gain(float* smear, bool scalar, int j) =>
        scalar ? Vector256.Create(*smear) : Vector256.Load(smear + j);
}
