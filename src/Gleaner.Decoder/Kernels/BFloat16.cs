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

    /// <summary>Rounds all of <paramref name="source"/> as <see cref="Round(float)"/> does.</summary>
    public static void Round(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        var i = 0;
        for (; i + Vector512<ushort>.Count <= source.Length; i += Vector512<ushort>.Count)
        {
            var lower = Round(Vector512.LoadUnsafe(ref from, (nuint)i));
            var upper = Round(Vector512.LoadUnsafe(ref from, (nuint)(i + Vector512<float>.Count)));
            Vector512.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = Round(source[i]);
        }
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Round(Vector512<float> values)
    {
        var bits = values.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        return Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, (bits >> 16) | Vector512.Create(0x40u));
    }
}
