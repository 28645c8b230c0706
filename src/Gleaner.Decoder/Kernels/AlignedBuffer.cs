using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Zeroed float memory that does not move, starts on a 64-byte boundary and has a margin of 64 bytes behind it into which
/// vector loads may run.
/// It lies in the pinned heap, so the collector frees it: owners need no Dispose, they only have to stay referenced.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    /// <summary>Floats per cache line; parameters and panels start on multiples of it.</summary>
    public const int Alignment = 16;

    private readonly float[] _storage;
    private readonly int _start;

    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _storage = GC.AllocateArray<float>(checked(length + (2 * Alignment)), pinned: true);
        var first = (float*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        Pointer = (float*)(((nint)first + 63) & ~(nint)63);
        _start = (int)(Pointer - first);
        Length = length;
    }

    public float* Pointer { get; }

    public int Length { get; }

    public Span<float> Span => _storage.AsSpan(_start, Length);

    public static int RoundUp(int length) => checked(length + Alignment - 1) / Alignment * Alignment;
}

/// <summary>Asks for memory before it is needed. Changes no result; does nothing where the processor cannot be asked.</summary>
internal static unsafe class CacheLines
{
    private const int Line = 64 / sizeof(float);

    /// <summary>Has some floats brought to the first cache level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fetch(float* from, nint length)
    {
        if (Sse.IsSupported)
        {
            for (nint i = 0; i < length; i += Line)
            {
                Sse.Prefetch0(from + i);
            }
        }
    }
}
