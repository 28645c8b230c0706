namespace Gleaner.Decoder.Model;

/// <summary>
/// Normal initialisation: embedding and output head 0.02; projections 0.5 / √inputs, those that write to the residual stream divided by
/// √(2 · layers) so that its variance does not grow with depth (GPT-2, Radford et al. 2019); gains 1; smear and biases 0.
/// </summary>
internal static class WeightInitializer
{
    private const double EmbeddingDeviation = 0.02;
    private const double ProjectionDeviation = 0.5;

    public static void Initialize(DecoderModel model, ulong seed)
    {
        var residual = 1 / Math.Sqrt(2.0 * model.Config.Layers);
        for (var i = 0; i < model.Parameters.Count; i++)
        {
            var parameter = model.Parameters[i];
            // A stream of its own for each tensor: another depth or vocabulary leaves the other tensors as they were.
            var normal = new NormalGenerator(seed, stream: (ulong)i);
            switch (parameter.Name)
            {
                case "model.embed_tokens.weight" or "lm_head.weight":
                    Fill(parameter, normal, EmbeddingDeviation);
                    break;
                case "model.smear.weight":
                case var name when name.EndsWith(".bias", StringComparison.Ordinal):
                    break;
                case var name when name.EndsWith("norm.weight", StringComparison.Ordinal):
                    parameter.Span.Fill(1);
                    break;
                case var name:
                    var writesResidual = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
                    Fill(parameter, normal, ProjectionDeviation / Math.Sqrt(parameter.Shape[1]) * (writesResidual ? residual : 1));
                    break;
            }
        }
    }

    private static void Fill(Parameter parameter, NormalGenerator normal, double deviation)
    {
        foreach (ref var value in parameter.Span)
        {
            value = (float)(deviation * normal.Next());
        }
    }
}

/// <summary>Standard normal and uniform numbers: SplitMix64 (Steele et al. 2014) through the Box–Muller transform.</summary>
internal sealed class NormalGenerator(ulong seed, ulong stream)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = Mix(Mix(seed) + (stream * Step));
    private double? _spare;

    public double Next()
    {
        if (_spare is double kept)
        {
            _spare = null;
            return kept;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        var angle = 2 * Math.PI * NextUniform();
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextUniform() => (Mix(_state += Step) >> 11) * (1.0 / (1L << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
