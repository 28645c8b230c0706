namespace Gleaner.Decoder.Model;

/// <summary>Standard normal and uniform numbers: SplitMix64 (Steele et al. 2014) through the Box–Muller transform.</summary>
internal sealed class NormalGenerator(ulong seed, ulong stream)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong state = Mix(Mix(seed) + (stream * Step));
    private double? spare;

    public double Next()
    {
        if (spare is double kept)
        {
            spare = null;
            return kept;
        }

        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        double angle = 2 * Math.PI * NextUniform();
        spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextUniform() => (Mix(state += Step) >> 11) * (1.0 / (1L << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
