using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Dropout whose mask is a function of a row's key and the column: nothing is stored, and no order of computation matters.
/// A column's 32 bits are a bijective hash of it and the key (Wellons' "lowbias32": two multiplications, three shifted xors).
/// </summary>
internal readonly unsafe struct Dropout(double share)
{
    /// <summary>A column is dropped where its bits are below this.</summary>
    private readonly uint _threshold = (uint)Math.Min(uint.MaxValue, share * 4294967296.0);
    private readonly float _scale = (float)(1 / (1 - share));

    /// <summary>y = mask · x / (1 − share), for rows of a width that is a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(int rows, int width, ulong* keys, float* x, float* y)
    {
        var limit = Vector256.Create(_threshold);
        var factor = Vector256.Create(_scale);
        for (var i = 0; i < rows; i++, x += width, y += width)
        {
            for (var j = 0; j < width; j += 8)
            {
                var kept = Vector256.GreaterThanOrEqual(Bits(keys[i], j), limit).AsSingle();
                (kept & (Vector256.Load(x + j) * factor)).Store(y + j);
            }
        }
    }

    /// <summary>dx += mask · dy / (1 − share).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddBackward(int rows, int width, ulong* keys, float* dy, float* dx)
    {
        var limit = Vector256.Create(_threshold);
        var factor = Vector256.Create(_scale);
        for (var i = 0; i < rows; i++, dy += width, dx += width)
        {
            for (var j = 0; j < width; j += 8)
            {
                var kept = Vector256.GreaterThanOrEqual(Bits(keys[i], j), limit).AsSingle();
                (Vector256.Load(dx + j) + (kept & (Vector256.Load(dy + j) * factor))).Store(dx + j);
            }
        }
    }

    /// <summary>A key of a number under another key (SplitMix64's finaliser, Steele et al. 2014).</summary>
    public static ulong Mix(ulong key, ulong number)
    {
        var value = key + ((number + 1) * 0x9E3779B97F4A7C15);
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Bits(ulong key, int column)
    {
        var x = (Vector256.Create((uint)column) + Vector256<uint>.Indices) ^ Vector256.Create((uint)key);
        x = (x ^ (x >>> 16)) * Vector256.Create(0x7feb352du);
        x = (x ^ (x >>> 15) ^ Vector256.Create((uint)(key >> 32))) * Vector256.Create(0x846ca68bu);
        return x ^ (x >>> 16);
    }
}
