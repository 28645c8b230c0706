namespace Gleaner.Decoder.Model;

/// <summary>
/// Shape of a Llama-style decoder: token embedding, <see cref="Layers"/> × (RMSNorm, causal attention with rotary positions
/// and grouped key-value heads, RMSNorm, SwiGLU), RMSNorm, and an output head, by default the embedding again.
/// </summary>
public sealed record DecoderConfig
{
    /// <summary>Beyond it no position differs from the next: the largest that models have been stretched with is below 1e11.</summary>
    private const float MaxRopeBase = 1e12f;

    private readonly int? _keyValueHeads;
    private readonly int? _headWidth;

    /// <summary>Number of token ids; ids run from 0 to this value − 1.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream; a multiple of 16.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Number of transformer layers, at least 1.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Query heads; times <see cref="HeadWidth"/> a multiple of 16.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>
    /// Heads of keys and values, each shared by <see cref="Heads"/> / <see cref="KeyValueHeads"/> consecutive query heads
    /// (grouped-query attention, Ainslie et al. 2023); times <see cref="HeadWidth"/> a multiple of 16. As many as
    /// <see cref="Heads"/> where not set.
    /// </summary>
    public int KeyValueHeads
    {
        get => _keyValueHeads ?? Heads;
        init => _keyValueHeads = value;
    }

    /// <summary>Width of one attention head, even; <see cref="Width"/> / <see cref="Heads"/> where not set.</summary>
    public int HeadWidth
    {
        get => _headWidth ?? Width / Heads;
        init => _headWidth = value;
    }

    /// <summary>Inner width of the SwiGLU block; a multiple of 16.</summary>
    public int FeedForwardWidth { get; init; } = 256;

    /// <summary>The longest sequence, in tokens, that can be trained on or sampled.</summary>
    public int MaxSequenceLength { get; init; } = 1024;

    /// <summary>Base of the rotary frequencies (RoFormer, Su et al. 2021): θ_i = base^(−2i / head width); above 1 and at most 1e12.</summary>
    public float RopeBase { get; init; } = 10_000f;

    /// <summary>How the rotary frequencies are stretched for long sequences; null: not at all.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether the projections to queries, keys and values add a learned bias, as in Qwen2.</summary>
    public bool QueryKeyValueBias { get; init; }

    /// <summary>
    /// Whether each head of queries and keys is normed by RMSNorm, with a gain for queries and one for keys of each layer, before it is
    /// rotated, as in Qwen3; <see cref="HeadWidth"/> must be a multiple of 16 then.
    /// </summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Whether the output head is the embedding; else it is a matrix of its own.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Whether each position's input is mixed with the embedding of the token before it.</summary>
    public SmearKind Smear { get; init; } = SmearKind.None;

    /// <summary>Added to the mean square inside RMSNorm; above 0 and below 1.</summary>
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>Width of all query heads together.</summary>
    public int QueryWidth => Heads * HeadWidth;

    /// <summary>Width of all key heads together; values have the same.</summary>
    public int KeyValueWidth => KeyValueHeads * HeadWidth;

    /// <summary>What the shape is, whether it was said or left to a default.</summary>
    private (int, int, int, int, int, int, int, int, float, RopeScaling?, bool, bool, bool, SmearKind, float) Meaning =>
    (
        VocabularySize, Width, Layers, Heads, KeyValueHeads, HeadWidth, FeedForwardWidth, MaxSequenceLength,
        RopeBase, RopeScaling, QueryKeyValueBias, QueryKeyNorm, TieEmbeddings, Smear, NormEpsilon
    );

    /// <summary>Whether both describe the same shape, be it in words or by defaults.</summary>
    /// <param name="other">Another shape.</param>
    public bool Equals(DecoderConfig? other) => other is not null && Meaning.Equals(other.Meaning);

    /// <inheritdoc/>
    public override int GetHashCode() => Meaning.GetHashCode();

    /// <summary>Checks the shape.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (FindFault(name => name) is { } fault)
        {
            throw fault.ToException();
        }
    }

    /// <summary>The first rule that the shape breaks; null if it breaks none.</summary>
    /// <param name="name">How a member is called where the shape comes from.</param>
    internal ShapeRule? FindFault(Func<string, string> name) => ShapeRule.FirstBroken(Rules(name));

    /// <summary>All rules, one after the other: a later one is made only where those before it are met.</summary>
    private IEnumerable<ShapeRule> Rules(Func<string, string> name)
    {
        string width = name(nameof(Width)), heads = name(nameof(Heads)), headWidth = name(nameof(HeadWidth)), keyValueHeads = name(nameof(KeyValueHeads));
        yield return Rule(VocabularySize > 0, nameof(VocabularySize), VocabularySize, "at least 1");
        yield return Rule(IsWhole(Width), nameof(Width), Width, "a positive multiple of 16");
        yield return Rule(Layers > 0, nameof(Layers), Layers, "at least 1");
        yield return Rule(Heads > 0 && (_headWidth is not null || Width % (2 * (long)Heads) == 0), nameof(Heads), Heads, $"such that {width} / {heads} is an even whole number");
        yield return Rule(HeadWidth > 0 && HeadWidth % 2 == 0, nameof(HeadWidth), HeadWidth, "even and above 0");
        yield return Rule(!QueryKeyNorm || HeadWidth % 16 == 0, nameof(HeadWidth), HeadWidth, $"a multiple of 16 with {name(nameof(QueryKeyNorm))}");
        yield return Rule(IsWhole((long)Heads * HeadWidth), nameof(Heads), Heads, $"such that {heads} × {headWidth} ({HeadWidth}) is a multiple of 16 below 2³¹");
        yield return Rule(KeyValueHeads > 0 && Heads % KeyValueHeads == 0, nameof(KeyValueHeads), KeyValueHeads, $"a divisor of {heads} ({Heads})");
        yield return Rule(
            IsWhole((long)KeyValueHeads * HeadWidth), nameof(KeyValueHeads), KeyValueHeads, $"such that {keyValueHeads} × {headWidth} ({HeadWidth}) is a multiple of 16");
        yield return Rule(IsWhole(FeedForwardWidth), nameof(FeedForwardWidth), FeedForwardWidth, "a positive multiple of 16");
        yield return Rule(MaxSequenceLength > 0, nameof(MaxSequenceLength), MaxSequenceLength, "at least 1");
        yield return Rule(RopeBase is > 1 and <= MaxRopeBase, nameof(RopeBase), RopeBase, "above 1 and at most 1e12");
        foreach (var rule in RopeScaling?.Rules(name) ?? [])
        {
            yield return rule;
        }

        yield return Rule(NormEpsilon is > 0 and < 1, nameof(NormEpsilon), NormEpsilon, "above 0 and below 1");
        yield return Rule(Enum.IsDefined(Smear), nameof(Smear), Smear, "a defined kind");

        static ShapeRule Rule(bool isMet, string member, object value, string expected) => new(isMet, nameof(DecoderConfig), member, value, expected);
    }

    /// <summary>Whether a width is made of whole cache lines.</summary>
    private static bool IsWhole(long width) => width > 0 && width % 16 == 0 && width <= int.MaxValue;
}

/// <summary>How a position's input takes in the embedding of the token before it: x_t = e_t + g · e_(t−1), g learned, starting at 0.</summary>
public enum SmearKind
{
    /// <summary>No mixing: plain Llama.</summary>
    None,

    /// <summary>One learned scalar g.</summary>
    Scalar,

    /// <summary>A learned g for each channel.</summary>
    Channel,
}
