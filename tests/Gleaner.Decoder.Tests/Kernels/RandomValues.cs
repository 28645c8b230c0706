using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Tests.Kernels;

/// <summary>Random numbers in the shapes that kernels take.</summary>
internal static class RandomValues
{
    public static float[] Normal(Random random, int count, double deviation = 1)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    public static AlignedBuffer Buffer(float[] values)
    {
        var buffer = new AlignedBuffer(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }

    public static AlignedBuffer Buffer(Random random, int count, double deviation = 1) => Buffer(Normal(random, count, deviation));
}
