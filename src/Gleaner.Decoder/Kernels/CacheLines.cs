using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels;

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
