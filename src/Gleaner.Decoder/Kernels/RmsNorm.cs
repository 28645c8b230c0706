using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gleaner.Decoder.Kernels;

/// <summary>y = gain · x / √(mean(x²) + ε) for each row (Zhang and Sennrich 2019). Width is a multiple of 16.</summary>
internal static unsafe class RmsNorm
{
    /// <summary>Also keeps 1 / √(mean(x²) + ε) of each row in <paramref name="inverse"/>, for the backward pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(int rows, int width, float* x, float* gain, float epsilon, float* y, float* inverse)
    {
        for (var i = 0; i < rows; i++, x += width, y += width)
        {
            Vector256<float> even = default, odd = default;
            for (var j = 0; j < width; j += 16)
            {
                Vector256<float> a = Vector256.Load(x + j), b = Vector256.Load(x + j + 8);
                even = Vector256.FusedMultiplyAdd(a, a, even);
                odd = Vector256.FusedMultiplyAdd(b, b, odd);
            }

            var scale = 1 / MathF.Sqrt((VectorMath.Sum(even + odd) / width) + epsilon);
            inverse[i] = scale;
            Scale(width, x, gain, scale, y);
        }
    }

    /// <summary>
    /// Adds to <paramref name="dGain"/> dy·x·r, and to <paramref name="dx"/> r·(g − x·r²·mean(g·x)) with g = gain·dy, r the inverse root.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(int rows, int width, float* x, float* gain, float* inverse, float* dy, float* dx, float* dGain)
    {
        for (var i = 0; i < rows; i++, x += width, dy += width, dx += width)
        {
            var root = inverse[i];
            var r = Vector256.Create(root);
            Vector256<float> product = default;
            for (var j = 0; j < width; j += 8)
            {
                Vector256<float> value = Vector256.Load(x + j), d = Vector256.Load(dy + j);
                var dByX = d * value;
                product = Vector256.FusedMultiplyAdd(dByX, Vector256.Load(gain + j), product);
                if (dGain != null)
                {
                    Vector256.FusedMultiplyAdd(dByX, r, Vector256.Load(dGain + j)).Store(dGain + j);
                }
            }

            AddGradient(width, x, gain, dy, root, -root * root * root * VectorMath.Sum(product) / width, dx);
        }
    }

    /// <summary>y = x · scale · gain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(int width, float* x, float* gain, float scale, float* y)
    {
        for (var j = 0; j < width; j += 16)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                (Vector512.Load(x + j) * Vector512.Create(scale) * Vector512.Load(gain + j)).Store(y + j);
            }
            else
            {
                (Vector256.Load(x + j) * Vector256.Create(scale) * Vector256.Load(gain + j)).Store(y + j);
                (Vector256.Load(x + j + 8) * Vector256.Create(scale) * Vector256.Load(gain + j + 8)).Store(y + j + 8);
            }
        }
    }

    /// <summary>dx += root · gain · dy + pull · x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddGradient(int width, float* x, float* gain, float* dy, float root, float pull, float* dx)
    {
        var j = 0;
        for (; Vector512.IsHardwareAccelerated && j < width; j += 16)
        {
            var direct = Vector512.FusedMultiplyAdd(Vector512.Create(root), Vector512.Load(gain + j) * Vector512.Load(dy + j), Vector512.Load(dx + j));
            Vector512.FusedMultiplyAdd(Vector512.Create(pull), Vector512.Load(x + j), direct).Store(dx + j);
        }

        for (; j < width; j += 8)
        {
            var direct = Vector256.FusedMultiplyAdd(Vector256.Create(root), Vector256.Load(gain + j) * Vector256.Load(dy + j), Vector256.Load(dx + j));
            Vector256.FusedMultiplyAdd(Vector256.Create(pull), Vector256.Load(x + j), direct).Store(dx + j);
        }
    }
}
