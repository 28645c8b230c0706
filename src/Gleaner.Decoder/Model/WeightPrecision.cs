namespace Gleaner.Decoder.Model;

/// <summary>How frozen weights are held in memory. Activations and sums are fp32 either way.</summary>
public enum WeightPrecision
{
    /// <summary>fp32, in two copies: flat and in panels.</summary>
    Single,

    /// <summary>
    /// bfloat16, in one copy: 2 bytes a weight. Exact for checkpoints that are bfloat16 themselves; others are rounded to three
    /// significant digits. Norms and biases stay fp32.
    /// </summary>
    BFloat16,
}
