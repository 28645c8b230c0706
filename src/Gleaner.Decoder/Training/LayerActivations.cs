namespace Gleaner.Decoder.Training;

/// <summary>What a layer's forward pass leaves for its backward pass: row-major matrices in the arena.</summary>
internal unsafe struct LayerActivations
{
    /// <summary>Residual stream into the layer: tokens × width.</summary>
    public float* Input;

    /// <summary>Its norm: tokens × width.</summary>
    public float* AttentionInput;

    /// <summary>Inverse roots of that norm: one for each token.</summary>
    public float* AttentionInverse;

    /// <summary><see cref="AttentionInput"/> at the query rows; the same memory where these are all tokens.</summary>
    public float* QueryInput;

    /// <summary>Rotated queries: query rows × query width.</summary>
    public float* Query;

    /// <summary>Rotated keys beside values: tokens × 2 key-value width.</summary>
    public float* KeyValue;

    /// <summary>Queries before their heads were normed: query rows × query width; null where the model does not norm them.</summary>
    public float* PlainQuery;

    /// <summary>Keys before their heads were normed: tokens × key-value width; null likewise.</summary>
    public float* PlainKey;

    /// <summary>Inverse roots of the queries' norms: query rows × heads.</summary>
    public float* QueryInverse;

    /// <summary>Inverse roots of the keys' norms: tokens × key-value heads.</summary>
    public float* KeyInverse;

    /// <summary>Attention's weighted values: query rows × query width.</summary>
    public float* Attended;

    /// <summary>Residual stream after attention: query rows × width.</summary>
    public float* Middle;

    /// <summary>Its norm: query rows × width.</summary>
    public float* FeedForwardInput;

    /// <summary>Inverse roots of that norm: one for each query row.</summary>
    public float* FeedForwardInverse;

    /// <summary>Gate beside up: query rows × 2 inner width.</summary>
    public float* GateUp;

    /// <summary>SwiGLU of both: query rows × inner width.</summary>
    public float* Hidden;
}
