using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Zeroed float memory that does not move, starts on a 64-byte boundary and has a margin of 64 bytes behind it into which
/// vector loads may run. It may have more than 2³¹ floats.
/// It lies in the pinned heap, so the collector frees it: owners need no Dispose, they only have to stay referenced.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    /// <summary>Floats per cache line; parameters and panels start on multiples of it.</summary>
    public const int Alignment = 16;

    // Of lines and not of floats: an array has fewer than 2³¹ elements.
    private readonly Line[] _storage;
    private readonly int _start;

    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _storage = GC.AllocateArray<Line>(checked((int)LinesFor(length)), pinned: true);
        var first = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        Pointer = (float*)(((nint)first + 63) & ~(nint)63);
        _start = (int)(Pointer - first);
        Length = length;
    }

    public float* Pointer { get; }

    public long Length { get; }

    /// <summary>All of it, where it has fewer than 2³¹ floats.</summary>
    /// <exception cref="OverflowException">It has more.</exception>
    public Span<float> Span => Slice(0, checked((int)Length));

    /// <summary>Some consecutive floats; the span keeps the buffer alive.</summary>
    public Span<float> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);
        ref var first = ref Unsafe.As<Line, float>(ref MemoryMarshal.GetArrayDataReference(_storage));
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, (nint)(_start + start)), length);
    }

    /// <summary>Copies all values into a buffer of the same length.</summary>
    public void CopyTo(AlignedBuffer other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, Length);
        Buffer.MemoryCopy(Pointer, other.Pointer, sizeof(float) * other.Length, sizeof(float) * Length);
        GC.KeepAlive(other);
        GC.KeepAlive(this);
    }

    /// <summary>Sets all values to zero.</summary>
    public void Clear() => _storage.AsSpan().Clear();

    public static int RoundUp(int length) => checked(length + Alignment - 1) / Alignment * Alignment;

    public static long RoundUp(long length) => checked(length + Alignment - 1) / Alignment * Alignment;

    /// <summary>Lines that hold so many floats, wherever the first boundary lies, and the margin.</summary>
    internal static long LinesFor(long length) => (RoundUp(length) / Alignment) + 2;

    [StructLayout(LayoutKind.Sequential, Size = sizeof(float) * Alignment)]
    private readonly struct Line;
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
