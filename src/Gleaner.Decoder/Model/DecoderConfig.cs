namespace Gleaner.Decoder.Model;

/// <summary>
/// Shape of a Llama-style decoder: token embedding, <see cref="Layers"/> × (RMSNorm, causal multi-head attention with
/// rotary positions, RMSNorm, SwiGLU), RMSNorm, and the embedding again as output head.
/// </summary>
public sealed record DecoderConfig
{
    /// <summary>Number of token ids; ids run from 0 to this value − 1.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream; a multiple of 16.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Number of transformer layers, at least 1.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads; <see cref="Width"/> / <see cref="Heads"/> is an even whole number.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Inner width of the SwiGLU block; a multiple of 16.</summary>
    public int FeedForwardWidth { get; init; } = 256;

    /// <summary>The longest sequence, in tokens, that can be trained on or sampled.</summary>
    public int MaxSequenceLength { get; init; } = 1024;

    /// <summary>Base of the rotary frequencies (RoFormer, Su et al. 2021): θ_i = base^(−2i / head width).</summary>
    public float RopeBase { get; init; } = 10_000f;

    /// <summary>Whether each position's input is mixed with the embedding of the token before it.</summary>
    public SmearKind Smear { get; init; } = SmearKind.None;

    /// <summary>Added to the mean square inside RMSNorm.</summary>
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>Width of one attention head.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>Checks the shape.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(VocabularySize > 0, nameof(VocabularySize), VocabularySize, "at least 1");
        Require(Width > 0 && Width % 16 == 0, nameof(Width), Width, "a positive multiple of 16");
        Require(Layers > 0, nameof(Layers), Layers, "at least 1");
        Require(Heads > 0 && Width % (2 * Heads) == 0, nameof(Heads), Heads, $"such that {nameof(Width)} / {nameof(Heads)} is an even whole number");
        Require(FeedForwardWidth > 0 && FeedForwardWidth % 16 == 0, nameof(FeedForwardWidth), FeedForwardWidth, "a positive multiple of 16");
        Require(MaxSequenceLength > 0, nameof(MaxSequenceLength), MaxSequenceLength, "at least 1");
        Require(RopeBase > 1 && float.IsFinite(RopeBase), nameof(RopeBase), RopeBase, "finite and above 1");
        Require(NormEpsilon > 0 && float.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "finite and above 0");
        Require(Enum.IsDefined(Smear), nameof(Smear), Smear, "a defined kind");
    }

    private static void Require(bool condition, string name, object value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"DecoderConfig.{name} is {value}; it must be {expected}.", name);
        }
    }
}
