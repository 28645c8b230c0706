using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>Conversion from and to bfloat16: the upper half of a binary32.</summary>
internal static class BFloat16
{
    /// <summary>The largest finite value.</summary>
    public const float Largest = 3.38953139e38f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>Rounds to the nearest, ties to even; a NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Widens all of <paramref name="source"/>; exact.</summary>
    public static void Widen(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        var i = 0;
        for (; i + Vector128<ushort>.Count <= source.Length; i += Vector128<ushort>.Count)
        {
            var bits = Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)i).ToVector256());
            (bits << 16).AsSingle().StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = Widen(source[i]);
        }
    }
}
