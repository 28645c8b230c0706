using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>h = g·σ(g)·u for rows [g | u] (Shazeer 2020). The inner width is a multiple of 8.</summary>
internal static unsafe class SwiGlu
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(int rows, int inner, float* gateUp, float* h)
    {
        for (var i = 0; i < rows; i++, gateUp += 2 * inner, h += inner)
        {
            var j = 0;
            for (; Vector512.IsHardwareAccelerated && j + 16 <= inner; j += 16)
            {
                var gate = Vector512.Load(gateUp + j);
                (gate * VectorMath.Sigmoid(gate) * Vector512.Load(gateUp + inner + j)).Store(h + j);
            }

            for (; j < inner; j += 8)
            {
                var gate = Vector256.Load(gateUp + j);
                (gate * VectorMath.Sigmoid(gate) * Vector256.Load(gateUp + inner + j)).Store(h + j);
            }
        }
    }

    /// <summary>Replaces [g | u] by the gradients with respect to them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(int rows, int inner, float* gateUp, float* dh)
    {
        for (var i = 0; i < rows; i++, gateUp += 2 * inner, dh += inner)
        {
            var j = 0;
            for (; Vector512.IsHardwareAccelerated && j + 16 <= inner; j += 16)
            {
                Vector512<float> gate = Vector512.Load(gateUp + j), up = Vector512.Load(gateUp + inner + j), d = Vector512.Load(dh + j);
                var sigmoid = VectorMath.Sigmoid(gate);
                var silu = gate * sigmoid;
                var slope = Vector512.FusedMultiplyAdd(silu, Vector512<float>.One - sigmoid, sigmoid);
                (d * up * slope).Store(gateUp + j);
                (d * silu).Store(gateUp + inner + j);
            }

            for (; j < inner; j += 8)
            {
                Vector256<float> gate = Vector256.Load(gateUp + j), up = Vector256.Load(gateUp + inner + j), d = Vector256.Load(dh + j);
                var sigmoid = VectorMath.Sigmoid(gate);
                var silu = gate * sigmoid;
                var slope = Vector256.FusedMultiplyAdd(silu, Vector256<float>.One - sigmoid, sigmoid);
                (d * up * slope).Store(gateUp + j);
                (d * silu).Store(gateUp + inner + j);
            }
        }
    }
}
