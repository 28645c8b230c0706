namespace Gleaner.Decoder.Model;

/// <summary>Places all parameters of a model.</summary>
internal sealed class ParameterLayout : FlatLayout
{
    private readonly bool _vectorsOnly;

    /// <summary>Places the parameters.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="vectorsOnly">Leaves the matrices out, whose places are −1 then.</param>
    public ParameterLayout(DecoderConfig config, bool vectorsOnly = false)
    {
        config.Validate();
        Config = config;
        _vectorsOnly = vectorsOnly;
        int width = config.Width, inner = config.FeedForwardWidth;
        Embedding = AddMatrix("model.embed_tokens.weight", config.VocabularySize, width);
        Smear = config.Smear switch
        {
            SmearKind.Scalar => Add("model.smear.weight", 1),
            SmearKind.Channel => Add("model.smear.weight", width),
            _ => -1,
        };
        var layers = new LayerLayout[config.Layers];
        for (var i = 0; i < layers.Length; i++)
        {
            var prefix = $"model.layers.{i}.";
            var attentionNorm = Add(prefix + "input_layernorm.weight", width);
            var query = AddMatrix(prefix + "self_attn.q_proj.weight", config.QueryWidth, width);
            var key = AddMatrix(prefix + "self_attn.k_proj.weight", config.KeyValueWidth, width);
            AddMatrix(prefix + "self_attn.v_proj.weight", config.KeyValueWidth, width);
            long queryBias = -1, keyBias = -1;
            if (config.QueryKeyValueBias)
            {
                queryBias = Add(prefix + "self_attn.q_proj.bias", config.QueryWidth);
                keyBias = Add(prefix + "self_attn.k_proj.bias", config.KeyValueWidth);
                Add(prefix + "self_attn.v_proj.bias", config.KeyValueWidth);
            }

            var queryNorm = config.QueryKeyNorm ? Add(prefix + "self_attn.q_norm.weight", config.HeadWidth) : -1;
            var keyNorm = config.QueryKeyNorm ? Add(prefix + "self_attn.k_norm.weight", config.HeadWidth) : -1;

            var output = AddMatrix(prefix + "self_attn.o_proj.weight", width, config.QueryWidth);
            var feedForwardNorm = Add(prefix + "post_attention_layernorm.weight", width);
            var gate = AddMatrix(prefix + "mlp.gate_proj.weight", inner, width);
            AddMatrix(prefix + "mlp.up_proj.weight", inner, width);
            var down = AddMatrix(prefix + "mlp.down_proj.weight", width, inner);
            layers[i] = new LayerLayout(attentionNorm, query, queryBias, queryNorm, key, keyBias, keyNorm, output, feedForwardNorm, gate, down);
        }

        Layers = layers;
        FinalNorm = Add("model.norm.weight", width);
        Head = config.TieEmbeddings ? Embedding : AddMatrix("lm_head.weight", config.VocabularySize, width);
    }

    public DecoderConfig Config { get; }

    public IReadOnlyList<LayerLayout> Layers { get; }

    public long Embedding { get; }

    /// <summary>−1 where the model has no smear.</summary>
    public long Smear { get; }

    public long FinalNorm { get; }

    /// <summary>The output head; the embedding where they are tied.</summary>
    public long Head { get; }

    private long AddMatrix(string name, int outputs, int inputs) => _vectorsOnly ? -1 : Add(name, outputs, inputs);
}

/// <summary>
/// Where the weights of one layer start in the flat memory. <see cref="KeyValue"/> is the key projection with the value
/// projection right behind it, <see cref="GateUp"/> likewise: each pair is read as one matrix of twice the outputs. So are the
/// biases. Places of biases, and of the gains of queries' and keys' norms, are −1 where the model has none.
/// </summary>
internal sealed record LayerLayout(
    long AttentionNorm,
    long Query,
    long QueryBias,
    long QueryNorm,
    long KeyValue,
    long KeyValueBias,
    long KeyNorm,
    long AttentionOutput,
    long FeedForwardNorm,
    long GateUp,
    long Down)
{
    /// <summary>Where a projection's matrix starts.</summary>
    public long this[Projection projection] => projection switch
    {
        Projection.Query => Query,
        Projection.KeyValue => KeyValue,
        Projection.AttentionOutput => AttentionOutput,
        Projection.GateUp => GateUp,
        _ => Down,
    };
}

/// <summary>The matrices of a layer as the passes multiply with them.</summary>
internal enum Projection
{
    /// <summary>To queries.</summary>
    Query,

    /// <summary>To keys beside values.</summary>
    KeyValue,

    /// <summary>From attention back to the residual stream.</summary>
    AttentionOutput,

    /// <summary>To gate beside up.</summary>
    GateUp,

    /// <summary>From the feed-forward block back to the residual stream.</summary>
    Down,
}
