using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>Sums of four products of bytes in each lane. All implementations are exact, and so agree.</summary>
internal interface IByteDot
{
    /// <summary>sum[i] + Σ_k weights[4 i + k] · inputs[4 i + k].</summary>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs);
}

/// <summary>One instruction, of AVX-VNNI.</summary>
internal readonly struct VnniDot : IByteDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs) =>
        AvxVnni.MultiplyWideningAndAdd(sum, weights, inputs);
}

/// <summary>AVX2: products of 16 bits in pairs, which can't overflow as those of bytes would.</summary>
internal readonly struct PairDot : IByteDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs)
    {
        var even = Avx2.MultiplyAddAdjacent(weights.AsInt16() & Vector256.Create((short)0xFF), (inputs.AsInt16() << 8) >> 8);
        var odd = Avx2.MultiplyAddAdjacent((weights.AsUInt16() >> 8).AsInt16(), inputs.AsInt16() >> 8);
        return sum + even + odd;
    }
}

/// <summary>Any processor.</summary>
internal readonly struct PlainDot : IByteDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs)
    {
        Vector256<int> w = weights.AsInt32(), x = inputs.AsInt32(), mask = Vector256.Create(0xFF);
        sum += (w & mask) * ((x << 24) >> 24);
        sum += ((w >> 8) & mask) * ((x << 16) >> 24);
        sum += ((w >> 16) & mask) * ((x << 8) >> 24);
        return sum + ((w >>> 24) * (x >> 24));
    }
}
