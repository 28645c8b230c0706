using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>h = g·σ(g)·u for rows [g | u] (Shazeer 2020). The inner width is a multiple of 8.</summary>
internal static unsafe class SwiGlu
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(int rows, int inner, float* gateUp, float* h)
    {
        for (int i = 0; i < rows; i++, gateUp += 2 * inner, h += inner)
        {
            for (int j = 0; j < inner; j += 8)
            {
                Vector256<float> gate = Vector256.Load(gateUp + j);
                (gate * VectorMath.Sigmoid(gate) * Vector256.Load(gateUp + inner + j)).Store(h + j);
            }
        }
    }

    /// <summary>Replaces [g | u] by the gradients with respect to them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(int rows, int inner, float* gateUp, float* dh)
    {
        for (int i = 0; i < rows; i++, gateUp += 2 * inner, dh += inner)
        {
            for (int j = 0; j < inner; j += 8)
            {
                Vector256<float> gate = Vector256.Load(gateUp + j), up = Vector256.Load(gateUp + inner + j), d = Vector256.Load(dh + j);
                Vector256<float> sigmoid = VectorMath.Sigmoid(gate);
                Vector256<float> silu = gate * sigmoid;
                Vector256<float> slope = Vector256.FusedMultiplyAdd(silu, Vector256<float>.One - sigmoid, sigmoid);
                (d * up * slope).Store(gateUp + j);
                (d * silu).Store(gateUp + inner + j);
            }
        }
    }
}
