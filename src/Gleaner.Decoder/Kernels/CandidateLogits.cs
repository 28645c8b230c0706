using System.Runtime.CompilerServices;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Logits of single tokens: the chain of fused multiply-adds in increasing depth that the packed product computes for them
/// too, four candidates at a time so that the chains overlap.
/// </summary>
internal static unsafe class CandidateLogits
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(float* state, float* head, int width, ReadOnlySpan<int> ids, Span<float> logits)
    {
        var i = 0;
        for (; i + 4 <= ids.Length; i += 4)
        {
            float* a = head + ((nint)ids[i] * width), b = head + ((nint)ids[i + 1] * width);
            float* c = head + ((nint)ids[i + 2] * width), d = head + ((nint)ids[i + 3] * width);
            float sumA = 0, sumB = 0, sumC = 0, sumD = 0;
            for (var p = 0; p < width; p++)
            {
                var x = state[p];
                sumA = MathF.FusedMultiplyAdd(x, a[p], sumA);
                sumB = MathF.FusedMultiplyAdd(x, b[p], sumB);
                sumC = MathF.FusedMultiplyAdd(x, c[p], sumC);
                sumD = MathF.FusedMultiplyAdd(x, d[p], sumD);
            }

            (logits[i], logits[i + 1], logits[i + 2], logits[i + 3]) = (sumA, sumB, sumC, sumD);
        }

        for (; i < ids.Length; i++)
        {
            var row = head + ((nint)ids[i] * width);
            float sum = 0;
            for (var p = 0; p < width; p++)
            {
                sum = MathF.FusedMultiplyAdd(state[p], row[p], sum);
            }

            logits[i] = sum;
        }
    }
}
