using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>
/// Rotary positions (Su et al. 2021) in the Hugging Face Llama arrangement: within a head of width w, channel i &lt; w/2 is
/// rotated with channel i + w/2 by the angle position · base^(−2i/w), the frequency scaled where the model says so. Immutable tables of cosines and sines.
/// </summary>
internal sealed unsafe class Rope
{
    private readonly int _half;
    private readonly AlignedBuffer _cosines;
    private readonly AlignedBuffer _sines;

    public Rope(DecoderConfig config)
    {
        _half = config.HeadWidth / 2;
        _cosines = new AlignedBuffer((long)config.MaxSequenceLength * _half);
        _sines = new AlignedBuffer((long)config.MaxSequenceLength * _half);
        nint at = 0;
        for (var position = 0; position < config.MaxSequenceLength; position++)
        {
            for (var i = 0; i < _half; i++, at++)
            {
                var frequency = Math.Pow(config.RopeBase, -(double)i / _half);
                var angle = position * (config.RopeScaling?.Scale(frequency) ?? frequency);
                _cosines.Pointer[at] = (float)Math.Cos(angle);
                _sines.Pointer[at] = (float)Math.Sin(angle);
            }
        }
    }

    /// <summary>Rotates the first <paramref name="heads"/> heads of each row by its position.</summary>
    public void Rotate(int rows, int* positions, int heads, float* x, nint xRow) => Rotate(rows, positions, heads, x, xRow, 1);

    /// <summary>Rotates back: the gradient of <see cref="Rotate(int, int*, int, float*, nint)"/>.</summary>
    public void RotateBack(int rows, int* positions, int heads, float* x, nint xRow) => Rotate(rows, positions, heads, x, xRow, -1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rotate(int rows, int* positions, int heads, float* x, nint xRow, float direction)
    {
        var sign = Vector256.Create(direction);
        for (var row = 0; row < rows; row++)
        {
            var cosine = _cosines.Pointer + ((nint)positions[row] * _half);
            var sine = _sines.Pointer + ((nint)positions[row] * _half);
            for (var head = 0; head < heads; head++)
            {
                var low = x + (row * xRow) + (head * 2 * _half);
                var high = low + _half;
                var i = 0;
                for (; i + 8 <= _half; i += 8)
                {
                    Vector256<float> a = Vector256.Load(low + i), b = Vector256.Load(high + i);
                    Vector256<float> c = Vector256.Load(cosine + i), s = Vector256.Load(sine + i) * sign;
                    Vector256.FusedMultiplyAdd(a, c, -(b * s)).Store(low + i);
                    Vector256.FusedMultiplyAdd(a, s, b * c).Store(high + i);
                }

                for (; i < _half; i++)
                {
                    float a = low[i], b = high[i], c = cosine[i], s = sine[i] * direction;
                    low[i] = MathF.FusedMultiplyAdd(a, c, -(b * s));
                    high[i] = MathF.FusedMultiplyAdd(a, s, b * c);
                }
            }
        }
    }
}
